package io.zentinelproxy.core.config;

import static io.zentinelproxy.core.config.QuantityTypes.count;
import static io.zentinelproxy.core.config.QuantityTypes.size;

/** Reads the block {@code limits}. */
final class LimitsReader {
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;

    private static final Key<Long> MAX_HEADER_SIZE = Key.defaulting(
                    "max-header-size",
                    size(256, MIB),
                    8 * KIB,
                    "Request line and header fields of a request together; a longer head is answered with 431, a longer line with 414.")
            .alias("max-header-size-bytes");

    private static final Key<Integer> MAX_HEADER_COUNT = Key.defaulting(
            "max-header-count", count(1, 10_000), 100, "Header fields of a request; more are answered with 431.");

    private static final Key<Long> MAX_BODY_SIZE = Key.defaulting(
                    "max-body-size",
                    size(0, Long.MAX_VALUE),
                    10 * MIB,
                    "Content of a request after chunked decoding; more is answered with 413.")
            .alias("max-body-size-bytes");

    private static final Key<Long> MAX_BODY_BUFFER = Key.defaulting(
                    "max-body-buffer-bytes",
                    size(1, 1024 * MIB),
                    MIB,
                    "Content of one message held in memory, where a route buffers requests or responses: see `failure-mode` for what is longer.")
            .alias("max-body-buffer-size", "max-body-buffer");

    private static final Key<Long> MAX_HEADER_NAME = Key.defaulting(
                    "max-header-name-bytes",
                    size(16, MIB),
                    256L,
                    "Name of a header field of a request, or of a trailer; a longer one is answered with 431.")
            .alias("max-header-name-size", "max-header-name-length");

    private static final Key<Long> MAX_HEADER_VALUE = Key.defaulting(
                    "max-header-value-bytes",
                    size(16, MIB),
                    4 * KIB,
                    "Value of a header field of a request, or of a trailer, without the blanks around it; a longer one is answered with 431.")
            .alias("max-header-value-size", "max-header-value-length");

    private static final Key<Integer> MAX_TOTAL_CONNECTIONS = Key.defaulting(
            "max-total-connections",
            count(0, 10_000_000),
            10_000,
            "Client connections open at once over all listeners; more are answered with 503 and closed when they arrive."
                    + " Of this and `max-connections` of `system` the smaller holds; 0 means no limit of this key.");

    private static final Key<Integer> MAX_CONNECTIONS_PER_CLIENT = Key.defaulting(
            "max-connections-per-client",
            count(0, 10_000_000),
            100,
            "Connections open at once from one IPv4 address or one IPv6 network of 64 bits; more are answered with 429 and closed"
                    + " when they arrive. Clients behind one NAT share it; 0 means no limit.");

    private static final Key<Integer> MAX_IDLE_PER_UPSTREAM = Key.defaulting(
            "max-idle-connections-per-upstream",
            count(0, 1_000_000),
            100,
            "Idle connections kept to all targets of an upstream together, in equal shares; `max-idle` of its pool holds for each"
                    + " target besides. 0 means no limit of this key.");

    private static final Key<Integer> MAX_IN_FLIGHT = Key.defaulting(
            "max-in-flight-requests",
            count(0, 10_000_000),
            10_000,
            "Requests under way at once, from a complete head to the end of the exchange; more are answered with 503. 0 means no limit.");

    private static final Key<Integer> MAX_PER_ROUTE = Key.defaulting(
            "max-connections-per-route",
            count(0, 10_000_000),
            1000,
            "Requests of one route under way at once, each of which has a client's connection to itself; more are answered with 503."
                    + " 0 means no limit.");

    private static final Key<Integer> MAX_QUEUED = Key.defaulting(
            "max-queued-requests",
            count(0, 10_000_000),
            1000,
            "Requests that wait at once for a free connection to an origin, over all upstreams; more are answered with 503 at once."
                    + " 0 means no limit.");

    private static final Key<Integer> MAX_BACKGROUND = Key.defaulting(
            "max-background-requests",
            count(1, 1_000_000),
            256,
            "Requests of `shadow` under way at once, over all routes; what comes meanwhile is not sent there.");

    private static final Key<Long> MAX_MEMORY = Key.optional(
            "max-memory-bytes",
            size(0, Long.MAX_VALUE),
            "the share of `max-memory-percent`",
            "Octets held at once for clients and origins besides the buffers of each connection: content that is held until it is"
                    + " complete, pipelined requests, large heads, requests that wait for an origin. Of this and `max-memory-percent`"
                    + " the smaller holds; what does not fit is answered with 503.");

    private static final Key<Double> MAX_MEMORY_PERCENT = Key.defaulting(
            "max-memory-percent",
            QuantityTypes.PERCENT,
            25.0,
            "The same as a share of the largest heap that the JVM may have.");

    private static final Key<Integer> MAX_HEALTH_CHECKS = Key.defaulting(
            "max-concurrent-health-checks",
            count(1, 100_000),
            64,
            "Health checks under way at once, over all upstreams; others that are due wait for their turn.");

    private static final Key<Integer> MAX_COMPRESSIONS = Key.defaulting(
            "max-concurrent-compressions",
            count(1, 100_000),
            256,
            "Answers that filters of the type `compress` compress at once, each with up to 2 MB of memory outside the heap; what comes"
                    + " meanwhile goes as it is.");

    private static final Key<Integer> MAX_DECOMPRESSIONS = Key.defaulting(
            "max-concurrent-decompressions",
            count(1, 100_000),
            64,
            "Requests whose content filters of the type `decompress` decompress at once, each with up to 8 MiB of memory outside the"
                    + " heap, those in two codings counted twice; more are answered with 503.");

    private static final Key<Double> MAX_RATIO = Key.defaulting(
            "max-decompression-ratio",
            QuantityTypes.RATIO,
            100.0,
            "How many times longer content may become where a filter of the type `decompress` decompresses it; more is answered with"
                    + " 413. The first 64 KiB are free.");

    private static final Key<Long> MAX_DECOMPRESSED = Key.defaulting(
                    "max-decompressed-size-bytes",
                    size(1, Long.MAX_VALUE),
                    100 * MIB,
                    "How long content may become where a filter of the type `decompress` decompresses it; more is answered with 413.")
            .alias("max-decompressed-size");

    static final Block BLOCK = Block.single(
                    "limits", "How much a client may send, and how much is served and held at once.")
            .keys(
                    MAX_HEADER_SIZE,
                    MAX_HEADER_COUNT,
                    MAX_HEADER_NAME,
                    MAX_HEADER_VALUE,
                    MAX_BODY_SIZE,
                    MAX_BODY_BUFFER,
                    MAX_TOTAL_CONNECTIONS,
                    MAX_CONNECTIONS_PER_CLIENT,
                    MAX_PER_ROUTE,
                    MAX_IDLE_PER_UPSTREAM,
                    MAX_IN_FLIGHT,
                    MAX_QUEUED,
                    MAX_BACKGROUND,
                    MAX_MEMORY,
                    MAX_MEMORY_PERCENT,
                    MAX_HEALTH_CHECKS,
                    MAX_COMPRESSIONS,
                    MAX_DECOMPRESSIONS,
                    MAX_RATIO,
                    MAX_DECOMPRESSED)
            .unsupported(
                    "max-body-inspection-bytes",
                    "max-in-flight-requests-per-worker",
                    "max-agent-queue-depth",
                    "max-agent-body-bytes",
                    "max-agent-response-bytes",
                    "max-requests-per-second-global",
                    "max-requests-per-second-per-client",
                    "max-requests-per-second-per-route");

    private LimitsReader() {}

    static LimitSettings read(Section section) {
        return new LimitSettings(
                Math.toIntExact(section.get(MAX_HEADER_SIZE)),
                section.get(MAX_HEADER_COUNT),
                section.get(MAX_BODY_SIZE),
                Math.toIntExact(section.get(MAX_BODY_BUFFER)),
                Math.toIntExact(section.get(MAX_HEADER_NAME)),
                Math.toIntExact(section.get(MAX_HEADER_VALUE)),
                new LimitSettings.Connections(
                        section.get(MAX_TOTAL_CONNECTIONS),
                        section.get(MAX_CONNECTIONS_PER_CLIENT),
                        section.get(MAX_IDLE_PER_UPSTREAM)),
                new LimitSettings.Requests(
                        section.get(MAX_IN_FLIGHT),
                        section.get(MAX_PER_ROUTE),
                        section.get(MAX_QUEUED),
                        section.get(MAX_BACKGROUND)),
                new LimitSettings.Memory(section.find(MAX_MEMORY), section.get(MAX_MEMORY_PERCENT)),
                section.get(MAX_HEALTH_CHECKS),
                new LimitSettings.Codings(
                        section.get(MAX_COMPRESSIONS),
                        section.get(MAX_DECOMPRESSIONS),
                        new FilterSettings.DecompressionCaps(section.get(MAX_RATIO), section.get(MAX_DECOMPRESSED))));
    }
}
