package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.ObservabilitySettings.AccessLog;
import io.zentinelproxy.core.config.ObservabilitySettings.Format;
import io.zentinelproxy.core.config.ObservabilitySettings.Logging;
import io.zentinelproxy.core.config.ObservabilitySettings.Metrics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the block {@code observability}. */
final class ObservabilityReader {
    private static final long KIB = 1024;
    private static final int ADMIN_PORT = 9090;

    private static final Key<Boolean> LOG_ENABLED =
            Key.defaulting("enabled", WordTypes.SWITCH, true, "Whether a line is written for each request.");

    private static final Key<Format> LOG_FORMAT = Key.defaulting(
            "format",
            WordTypes.choice(new TreeMap<>(Map.of("json", Format.JSON, "combined", Format.COMBINED)), List.of()),
            Format.JSON,
            "One JSON object a line, or the Apache combined format with request id and duration behind it.");

    private static final Key<LogPlace> LOG_FILE = Key.defaulting(
            "file",
            WordTypes.LOG_PLACE,
            new LogPlace.File(Path.of("/var/log/zentinel/access.log")),
            "Where lines go; reopened on the signal USR1.");

    private static final Key<Long> LOG_BUFFER = Key.defaulting(
                    "buffer-size",
                    QuantityTypes.size(4 * KIB, 1024 * 1024 * KIB),
                    1024 * KIB,
                    "How much may wait to be written; lines that do not fit are dropped and counted.")
            .alias("buffer-size-bytes");

    private static final Block ACCESS_LOG = Block.single(
                    "access-log", "A line for each request. Without this block there is no access log.")
            .keys(LOG_ENABLED, LOG_FORMAT, LOG_FILE, LOG_BUFFER)
            .unsupported("include-trace-id", "sample-rate", "sample-errors-always", "fields");

    private static final Block LOGGING = LoggingReader.BLOCK.blocks(ACCESS_LOG);

    private static final Key<Boolean> METRICS_ENABLED =
            Key.defaulting("enabled", WordTypes.SWITCH, true, "Whether the admin server runs.");

    private static final Key<InetSocketAddress> METRICS_ADDRESS = Key.defaulting(
            "address",
            AddressTypes.LISTEN,
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), ADMIN_PORT),
            "Where the admin server listens, which also answers /healthz and /readyz.");

    private static final Key<String> METRICS_PATH =
            Key.defaulting("path", HttpTypes.PATH, "/metrics", "The path under which the metrics are found.");

    private static final Block METRICS = Block.single("metrics", "Metrics in the Prometheus text format.")
            .keys(METRICS_ENABLED, METRICS_ADDRESS, METRICS_PATH)
            .unsupported("high-cardinality");

    static final Block BLOCK = Block.single("observability", "What is told about the work done.")
            .blocks(ACCESS_LOG, LOGGING, METRICS)
            .unsupported("tracing");

    private ObservabilityReader() {}

    static ObservabilitySettings read(Section section) {
        boolean direct = section.has(ACCESS_LOG);
        AccessLog here = readAccessLog(section);
        InLogging logging = section.one(LOGGING, block -> readInLogging(block, direct));
        return new ObservabilitySettings(
                direct ? here : logging.accessLog,
                logging.logging,
                section.one(METRICS, ObservabilityReader::readMetrics));
    }

    /** What stands in the block {@code logging}. */
    private record InLogging(AccessLog accessLog, Logging logging) {}

    private static InLogging readInLogging(Section logging, boolean alsoDirect) {
        if (alsoDirect && logging.has(ACCESS_LOG)) {
            logging.report("`access-log` stands both in `observability` and in `logging`", "one of them");
        }
        return new InLogging(readAccessLog(logging), LoggingReader.read(logging));
    }

    private static AccessLog readAccessLog(Section around) {
        boolean written = around.has(ACCESS_LOG);
        return around.one(ACCESS_LOG, section -> accessLog(section, written));
    }

    private static AccessLog accessLog(Section section, boolean written) {
        boolean enabled = section.get(LOG_ENABLED) && written;
        return new AccessLog(
                enabled, section.get(LOG_FORMAT), section.get(LOG_FILE), Math.toIntExact(section.get(LOG_BUFFER)));
    }

    private static Metrics readMetrics(Section section) {
        return new Metrics(section.get(METRICS_ENABLED), section.get(METRICS_ADDRESS), section.get(METRICS_PATH));
    }
}
