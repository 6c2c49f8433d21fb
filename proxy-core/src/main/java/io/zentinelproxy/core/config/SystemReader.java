package io.zentinelproxy.core.config;

import static io.zentinelproxy.core.config.QuantityTypes.count;
import static io.zentinelproxy.core.config.QuantityTypes.seconds;

import io.zentinelproxy.core.config.SystemSettings.RequestIdFormat;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/** Reads the block {@code system}. */
final class SystemReader {
    private static final Key<Integer> WORKER_THREADS = Key.defaulting(
            "worker-threads",
            count(0, 1024),
            0,
            "Carrier threads that run the connections; 0 means one per processor core.");

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
                    new TreeMap<>(
                            java.util.Map.of("tinyflake", RequestIdFormat.TINYFLAKE, "uuid", RequestIdFormat.UUID)),
                    List.of()),
            RequestIdFormat.TINYFLAKE,
            "The shape of the request ids that are made here: 11 characters that sort by time, or a random UUID.");

    static final Block BLOCK = Block.single("system", "The process as a whole.")
            .alias("server")
            .keys(WORKER_THREADS, MAX_CONNECTIONS, GRACEFUL_SHUTDOWN_TIMEOUT, DAEMON, TRACE_ID_FORMAT)
            .unsupported("pid-file", "user", "group", "working-directory", "auto-reload", "route-cache-size");

    private SystemReader() {}

    static SystemSettings read(Section section) {
        // Nothing follows from it: its only value is the one that says what is so.
        section.get(DAEMON);
        return new SystemSettings(
                section.get(WORKER_THREADS),
                section.get(MAX_CONNECTIONS),
                section.get(GRACEFUL_SHUTDOWN_TIMEOUT),
                section.get(TRACE_ID_FORMAT));
    }
}
