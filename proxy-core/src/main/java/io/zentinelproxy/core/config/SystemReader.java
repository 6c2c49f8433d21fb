package io.zentinelproxy.core.config;

import static io.zentinelproxy.core.config.QuantityTypes.count;
import static io.zentinelproxy.core.config.QuantityTypes.seconds;

import io.zentinelproxy.core.config.SystemSettings.RequestIdFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Reads the block {@code system}. */
final class SystemReader {
    private static final Key<Integer> WORKER_THREADS = Key.defaulting(
                    "worker-threads",
                    count(0, 1024),
                    0,
                    "Carrier threads that run the connections; 0 means one per processor core.")
            .alias("workers");

    private static final Key<Integer> MAX_CONNECTIONS = Key.defaulting(
            "max-connections",
            count(1, 10_000_000),
            10_000,
            "Client connections open at once over all listeners; more are closed when they arrive.");

    private static final Key<Duration> GRACEFUL_SHUTDOWN_TIMEOUT = Key.defaulting(
                    "graceful-shutdown-timeout-secs",
                    seconds(Duration.ZERO, Duration.ofDays(1)),
                    Duration.ofSeconds(30),
                    "How long running exchanges may go on after the signal TERM.")
            .alias("graceful-shutdown-timeout");

    private static final Key<Duration> DRAIN_IDLE = Key.defaulting(
            "drain-idle-secs",
            seconds(Duration.ZERO, Duration.ofDays(1)),
            Duration.ofSeconds(5),
            "How long an idle HTTP/1.1 connection is kept for one more request when the process ends; its answer tells the client that it was the last.");

    private static final Key<Boolean> DAEMON = Key.defaulting(
            "daemon",
            WordTypes.alwaysOff(
                    "a Java process cannot put itself into the background",
                    "#false; let systemd or another supervisor run the process"),
            false,
            "Accepted as #false only: a Java process cannot put itself into the background.");

    private static final Key<RequestIdFormat> TRACE_ID_FORMAT = Key.defaulting(
            "trace-id-format",
            WordTypes.choice(
                    WordTypes.sorted(
                            java.util.Map.of("tinyflake", RequestIdFormat.TINYFLAKE, "uuid", RequestIdFormat.UUID)),
                    List.of()),
            RequestIdFormat.TINYFLAKE,
            "The shape of the request ids that are made here: 11 characters that sort by time, or a random UUID.");

    private static final Key<Path> WORKING_DIRECTORY = Key.optional(
            "working-directory",
            ProcessTypes.FOLDER,
            "the folder that the process was started in",
            "What relative paths in the configuration start from; it must be there.");

    private static final Key<Path> PID_FILE = Key.optional(
            "pid-file",
            ProcessTypes.FILE,
            "none",
            "Holds the number of the process while it serves; one that is there already is overwritten.");

    private static final Key<Path> UPGRADE_SOCKET = Key.optional(
            "upgrade-socket",
            ProcessTypes.FILE,
            "beside the pid-file, with .upgrade behind its name; else upgrade.sock in $RUNTIME_DIRECTORY; else none",
            "The Unix socket at which a new process, started with run --upgrade, is given the listening sockets. Its folder must be writable by its owner alone.");

    private static final Key<String> USER = Key.optional(
            "user",
            ProcessTypes.OUR_USER,
            "whoever starts it",
            "Accepted where the process already runs as this user: a Java process cannot change that, systemd does.");

    private static final Key<String> GROUP = Key.optional(
            "group",
            ProcessTypes.OUR_GROUP,
            "that of whoever starts it",
            "Accepted where the process already runs as this group: a Java process cannot change that, systemd does.");

    private static final Key<Boolean> AUTO_RELOAD = Key.defaulting(
            "auto-reload",
            WordTypes.SWITCH,
            false,
            "Whether the configuration is loaded anew, as by the signal HUP, once its file or one that it includes has changed.");

    static final Block BLOCK = Block.single("system", "The process as a whole.")
            .alias("server")
            .keys(
                    WORKER_THREADS,
                    MAX_CONNECTIONS,
                    GRACEFUL_SHUTDOWN_TIMEOUT,
                    DRAIN_IDLE,
                    DAEMON,
                    TRACE_ID_FORMAT,
                    WORKING_DIRECTORY,
                    PID_FILE,
                    UPGRADE_SOCKET,
                    USER,
                    GROUP,
                    AUTO_RELOAD)
            .blocks(DnsReader.BLOCK)
            .unsupported("route-cache-size");

    private SystemReader() {}

    static SystemSettings read(Section section) {
        // Nothing follows from these: their only value is the one that says what is so.
        section.get(DAEMON);
        section.find(USER);
        section.find(GROUP);
        Path folder = section.find(WORKING_DIRECTORY);
        Path base = folder == null ? Path.of("") : folder;
        section.base(base);
        Path pidFile = section.find(PID_FILE);
        Path upgradeSocket = section.find(UPGRADE_SOCKET);
        return new SystemSettings(
                section.get(WORKER_THREADS),
                section.get(MAX_CONNECTIONS),
                section.get(GRACEFUL_SHUTDOWN_TIMEOUT),
                section.get(DRAIN_IDLE),
                section.get(TRACE_ID_FORMAT),
                base,
                pidFile == null ? null : section.resolve(pidFile),
                section.one(DnsReader.BLOCK, DnsReader::read),
                upgradeSocket == null ? null : section.resolve(upgradeSocket),
                section.get(AUTO_RELOAD));
    }
}
