package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.ObservabilitySettings.AccessLog;
import io.zentinelproxy.core.config.ObservabilitySettings.Logging;
import io.zentinelproxy.core.config.ObservabilitySettings.Metrics;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Reads the block {@code observability}. */
final class ObservabilityReader {
    private static final int ADMIN_PORT = 9090;

    private static final Key<Boolean> METRICS_ENABLED =
            Key.defaulting("enabled", WordTypes.SWITCH, true, "Whether the admin server runs.");

    private static final Key<InetSocketAddress> METRICS_ADDRESS = Key.defaulting(
            "address",
            AddressTypes.LISTEN,
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), ADMIN_PORT),
            "Where the admin server listens, which also answers /healthz, /readyz and /limits.");

    private static final Key<String> METRICS_PATH =
            Key.defaulting("path", HttpTypes.PATH, "/metrics", "The path under which the metrics are found.");

    private static final Key<Boolean> HIGH_CARDINALITY = Key.defaulting(
            "high-cardinality",
            WordTypes.SWITCH,
            false,
            "Whether requests are counted for each target of an upstream too, in zentinel_endpoint_requests_total.");

    private static final Block METRICS = Block.single("metrics", "Metrics in the Prometheus text format.")
            .keys(METRICS_ENABLED, METRICS_ADDRESS, METRICS_PATH, HIGH_CARDINALITY);

    static final Block BLOCK = Block.single("observability", "What is told about the work done.")
            .blocks(AccessLogReader.BLOCK, LoggingReader.BLOCK, METRICS, WebhooksReader.BLOCK)
            .unsupported("tracing");

    private ObservabilityReader() {}

    static ObservabilitySettings read(Section section) {
        boolean direct = section.has(AccessLogReader.BLOCK);
        AccessLog here = AccessLogReader.readIn(section);
        InLogging logging = section.one(LoggingReader.BLOCK, block -> readInLogging(block, direct));
        return new ObservabilitySettings(
                direct ? here : logging.accessLog,
                logging.logging,
                section.one(METRICS, ObservabilityReader::readMetrics),
                section.one(WebhooksReader.BLOCK, WebhooksReader::read));
    }

    /** What stands in the block {@code logging}. */
    private record InLogging(AccessLog accessLog, Logging logging) {}

    private static InLogging readInLogging(Section logging, boolean alsoDirect) {
        if (alsoDirect && logging.has(AccessLogReader.BLOCK)) {
            logging.report("`access-log` stands both in `observability` and in `logging`", "one of them");
        }
        return new InLogging(AccessLogReader.readIn(logging), LoggingReader.read(logging));
    }

    private static Metrics readMetrics(Section section) {
        return new Metrics(
                section.get(METRICS_ENABLED),
                section.get(METRICS_ADDRESS),
                section.get(METRICS_PATH),
                section.get(HIGH_CARDINALITY));
    }
}
