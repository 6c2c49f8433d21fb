package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.HttpVersionSettings.Offer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code http-version} of an upstream. */
final class HttpVersionReader {
    private static final Key<Integer> MIN_VERSION = Key.defaulting(
            "min-version",
            QuantityTypes.count(1, 2),
            1,
            "1, or 2 for HTTP/2 alone: without `tls` it is spoken at once, and an origin that has only HTTP/1.1 is a fault.");

    private static final Key<Integer> MAX_VERSION = Key.defaulting(
            "max-version",
            QuantityTypes.count(1, 2),
            2,
            "2 offers HTTP/2 in the handshake of `tls`; without that, and beside `proxy-protocol`, it is HTTP/1.1 unless"
                    + " `min-version` says 2.");

    private static final Key<Duration> PING_INTERVAL = Key.defaulting(
                    "h2-ping-interval-secs",
                    QuantityTypes.seconds(Duration.ZERO, Duration.ofDays(1)),
                    Duration.ZERO,
                    "How long a connection of HTTP/2 may be silent before its origin is asked for a sign of life. 0 means never.")
            .alias("h2-ping-interval");

    private static final Key<Duration> PING_TIMEOUT = Key.defaulting(
                    "h2-ping-timeout-secs",
                    QuantityTypes.seconds(Duration.ofMillis(1), Duration.ofHours(1)),
                    Duration.ofSeconds(5),
                    "How long that sign of life may take; then the connection is closed.")
            .alias("h2-ping-timeout");

    private static final Key<Integer> MAX_STREAMS = Key.defaulting(
            "max-h2-streams",
            QuantityTypes.count(1, 10_000),
            100,
            "Requests under way on one connection of HTTP/2, fewer where the origin says so; more get another connection, or wait.");

    private static final Key<Long> STREAM_WINDOW = Key.defaulting(
            "h2-stream-window-size",
            QuantityTypes.size(65_535, 16 << 20),
            256L << 10,
            "Octets of one answer over HTTP/2 that an origin may send ahead of what the client has taken.");

    private static final List<Key<?>> ONLY_HTTP2 = List.of(PING_INTERVAL, PING_TIMEOUT, MAX_STREAMS, STREAM_WINDOW);

    static final Block BLOCK = Block.single("http-version", "The versions of HTTP that targets are spoken to in.")
            .keys(MIN_VERSION, MAX_VERSION, PING_INTERVAL, PING_TIMEOUT, MAX_STREAMS, STREAM_WINDOW);

    private HttpVersionReader() {}

    /**
     * Reads the block.
     *
     * @param encrypted whether the targets are spoken to in TLS
     * @param tellsClient whether a connection begins with the header of its client: then requests of several cannot share it
     */
    static HttpVersionSettings read(Section section, boolean encrypted, boolean tellsClient) {
        boolean asked = section.has(MAX_VERSION) || section.has(MIN_VERSION);
        boolean tuned = ONLY_HTTP2.stream().anyMatch(section::has);
        int min = section.get(MIN_VERSION);
        int max = section.get(MAX_VERSION);
        Duration interval = section.get(PING_INTERVAL);
        Duration timeout = section.get(PING_TIMEOUT);
        int maxStreams = section.get(MAX_STREAMS);
        int window = Math.toIntExact(section.get(STREAM_WINDOW));
        if (min > max) {
            section.report("`min-version` is above `max-version`", "versions in their order");
        }
        if (asked && tellsClient && max > 1) {
            section.report(
                    "`proxy-protocol` tells of one client for each connection, which HTTP/2 shares among many",
                    "`max-version 1`, or no `proxy-protocol`");
        }
        Offer offer = offer(min, max, encrypted, tellsClient);
        if (tuned && offer == Offer.HTTP1) {
            section.report(
                    "HTTP/2 is never spoken to these targets, so that its keys would do nothing",
                    "`min-version 2`, or the block `tls`");
        }
        return new HttpVersionSettings(offer, orNever(interval), timeout, maxStreams, window);
    }

    private static Offer offer(int min, int max, boolean encrypted, boolean tellsClient) {
        if (min == 2) {
            return Offer.HTTP2;
        }
        return max == 2 && encrypted && !tellsClient ? Offer.EITHER : Offer.HTTP1;
    }

    private static @Nullable Duration orNever(Duration interval) {
        return interval.isZero() ? null : interval;
    }
}
