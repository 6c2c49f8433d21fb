package io.zentinelproxy.core.config;

import static io.zentinelproxy.core.config.QuantityTypes.count;
import static io.zentinelproxy.core.config.QuantityTypes.seconds;
import static io.zentinelproxy.core.config.QuantityTypes.size;

import io.zentinelproxy.core.config.kdl.Problem;
import java.time.Duration;

/** Reads what a listener says of HTTP/2: the original's key beside it, and the block {@code http2}. */
final class Http2Reader {
    private static final int KIB = 1024;

    /** What a stream begins with before settings are exchanged is 65,535 octets (RFC 9113 section 6.9.2); this is the like of it. */
    private static final long USUAL_STREAM_WINDOW = 64 * KIB;

    /** The smallest largest frame (RFC 9113 section 4.2): with less, frames of content would come in pieces. */
    private static final long MIN_STREAM_WINDOW = 16 * KIB;

    private static final long MAX_STREAM_WINDOW = 1024 * KIB;

    /** A connection begins with 65,535 octets, and that cannot be taken back (RFC 9113 section 6.9.2). */
    private static final long MIN_CONNECTION_WINDOW = 64 * KIB;

    private static final long MAX_CONNECTION_WINDOW = 16 * 1024 * KIB;

    /** No smaller than the largest window of a stream, so that one may be set without the other. */
    private static final long LEAST_USUAL_CONNECTION_WINDOW = MAX_STREAM_WINDOW;

    static final Key<Integer> MAX_CONCURRENT_STREAMS = Key.defaulting(
            "max-concurrent-streams",
            count(1, 1000),
            100,
            "Requests of one HTTP/2 connection at once (SETTINGS_MAX_CONCURRENT_STREAMS); a further one is refused unprocessed.");

    private static final Key<Boolean> ENABLED = Key.defaulting(
            "enabled",
            WordTypes.SWITCH,
            true,
            "Whether HTTP/2 is spoken beside HTTP/1.1: under TLS to clients that offer `h2` (ALPN), in the clear to those that begin"
                    + " with it.");

    private static final Key<Long> STREAM_WINDOW = Key.defaulting(
            "stream-window-size",
            size(MIN_STREAM_WINDOW, MAX_STREAM_WINDOW),
            USUAL_STREAM_WINDOW,
            "Content that a client may send on one stream before it has been passed on (SETTINGS_INITIAL_WINDOW_SIZE).");

    private static final Key<Long> CONNECTION_WINDOW = Key.optional(
            "connection-window-size",
            size(MIN_CONNECTION_WINDOW, MAX_CONNECTION_WINDOW),
            "the windows of all streams that may be open, from 1 MiB to 16 MiB",
            "The same for all streams of a connection together; not below `stream-window-size`. With less than the default, streams"
                    + " whose origins are slow can keep others from being heard.");

    private static final Key<Integer> MAX_ODD_EVENTS = Key.defaulting(
            "max-odd-events",
            count(100, 1_000_000),
            600,
            "Points per minute for what a well-behaved client has no need of, such as resets, empty frames, pings: at 75 % the client is"
                    + " asked to go, at 100 % the connection is closed with ENHANCE_YOUR_CALM.");

    private static final Key<Duration> STREAM_TIMEOUT = Key.optional(
                    "stream-timeout-secs",
                    seconds(Duration.ofMillis(1), Duration.ofDays(1)),
                    "none",
                    "How long a stream may live, from the end of its head on, whatever happens on it; then it is reset.")
            .alias("stream-timeout");

    static final Block BLOCK = Block.single(
                    "http2", "HTTP/2 (RFC 9113) with clients; `protocol` says where it is spoken.")
            .keys(ENABLED, STREAM_WINDOW, CONNECTION_WINDOW, MAX_ODD_EVENTS, STREAM_TIMEOUT);

    private Http2Reader() {}

    /** @param only whether the listener's protocol is HTTP/2 alone */
    static Http2ListenerSettings readFrom(Section listener, boolean only) {
        int streams = listener.get(MAX_CONCURRENT_STREAMS);
        return listener.one(BLOCK, section -> read(section, only, streams));
    }

    private static Http2ListenerSettings read(Section section, boolean only, int streams) {
        boolean enabled = enabled(section, only);
        long streamWindow = section.get(STREAM_WINDOW);
        return new Http2ListenerSettings(
                enabled,
                only,
                streams,
                Math.toIntExact(streamWindow),
                Math.toIntExact(connectionWindow(section, streamWindow, streams)),
                section.get(MAX_ODD_EVENTS),
                section.find(STREAM_TIMEOUT));
    }

    private static boolean enabled(Section section, boolean only) {
        Located<Boolean> written = section.locate(ENABLED);
        boolean enabled = written == null || written.value();
        if (only && written != null && !enabled) {
            section.report(Problem.at(written.position(), "a listener of `h2` speaks nothing but HTTP/2")
                    .expecting("`protocol \"http\"` or `protocol \"https\"`"));
        }
        return enabled || only;
    }

    private static long connectionWindow(Section section, long streamWindow, int streams) {
        Located<Long> written = section.locate(CONNECTION_WINDOW);
        if (written == null) {
            return Math.clamp(streamWindow * streams, LEAST_USUAL_CONNECTION_WINDOW, MAX_CONNECTION_WINDOW);
        }
        if (written.value() < streamWindow) {
            section.report(Problem.at(written.position(), "the window of a connection is below that of a stream")
                    .expecting("`stream-window-size` or more"));
        }
        return written.value();
    }
}
