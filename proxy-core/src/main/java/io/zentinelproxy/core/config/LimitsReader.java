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

    static final Block BLOCK = Block.single("limits", "How much a client may send.")
            .keys(MAX_HEADER_SIZE, MAX_HEADER_COUNT, MAX_BODY_SIZE, MAX_BODY_BUFFER)
            .unsupported(
                    "max-header-name-bytes",
                    "max-header-value-bytes",
                    "max-body-inspection-bytes",
                    "max-decompression-ratio",
                    "max-decompressed-size-bytes",
                    "max-connections-per-client",
                    "max-connections-per-route",
                    "max-total-connections",
                    "max-idle-connections-per-upstream",
                    "max-in-flight-requests",
                    "max-in-flight-requests-per-worker",
                    "max-queued-requests",
                    "max-agent-queue-depth",
                    "max-agent-body-bytes",
                    "max-agent-response-bytes",
                    "max-requests-per-second-global",
                    "max-requests-per-second-per-client",
                    "max-requests-per-second-per-route",
                    "max-memory-bytes",
                    "max-memory-percent");

    private LimitsReader() {}

    static LimitSettings read(Section section) {
        return new LimitSettings(
                Math.toIntExact(section.get(MAX_HEADER_SIZE)),
                section.get(MAX_HEADER_COUNT),
                section.get(MAX_BODY_SIZE),
                Math.toIntExact(section.get(MAX_BODY_BUFFER)));
    }
}
