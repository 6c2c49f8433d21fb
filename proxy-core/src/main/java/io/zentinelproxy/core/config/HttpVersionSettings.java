package io.zentinelproxy.core.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which versions of HTTP the targets of an upstream are spoken to in: its block {@code http-version}, brought together with what else
 * decides that.
 *
 * @param pingInterval how long a connection of HTTP/2 may be silent before its origin is asked for a sign of life (RFC 9113 section
 *     6.7), or null for never
 * @param pingTimeout how long that may take
 * @param maxStreams requests under way on one connection of HTTP/2; fewer where the origin says so
 * @param streamWindow octets of the content of one answer that an origin may send ahead of us (RFC 9113 section 5.2)
 */
public record HttpVersionSettings(
        Offer offer, @Nullable Duration pingInterval, Duration pingTimeout, int maxStreams, int streamWindow) {

    /** What is offered to an origin. */
    public enum Offer {
        /** HTTP/1.1 alone. In the clear also where HTTP/2 would be welcome, as nothing but prior knowledge says so there. */
        HTTP1,
        /** The origin chooses in its handshake (ALPN); HTTP/2 is preferred. */
        EITHER,
        /** HTTP/2 alone, in the clear by prior knowledge (RFC 9113 section 3.3). */
        HTTP2
    }
}
