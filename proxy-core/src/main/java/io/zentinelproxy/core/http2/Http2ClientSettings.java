package io.zentinelproxy.core.http2;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the connections of HTTP/2 to the origins of one upstream behave.
 *
 * @param maxStreams requests under way on one connection; fewer where the origin says so
 * @param streamWindow octets of one answer's content that an origin may send ahead of us
 * @param pingInterval how long a connection may be silent before its origin is asked for a sign of life, or null for never
 * @param pingTimeout how long that may take
 * @param readTimeout for the rest of what an origin has begun: a frame, a field block
 * @param writeTimeout how long an origin may take no octets
 */
public record Http2ClientSettings(
        int maxStreams,
        int streamWindow,
        @Nullable Duration pingInterval,
        Duration pingTimeout,
        Duration readTimeout,
        Duration writeTimeout) {

    /**
     * Octets that an origin may send ahead on all streams together: as much as on each of them, and once more, as what was taken is given
     * back by halves of that; so clients which do not take their answers keep the connection from nobody else. What is sent ahead is on the
     * budget of memory.
     */
    int connectionWindow() {
        return (int) Math.min(Frames.MAX_31, (maxStreams + 1L) * streamWindow);
    }
}
