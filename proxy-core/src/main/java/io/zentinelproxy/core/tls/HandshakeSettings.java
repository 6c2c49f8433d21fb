package io.zentinelproxy.core.tls;

import java.time.Duration;

/**
 * Bounds of the handshakes of one listener.
 *
 * @param timeout from accept, or the end of a PROXY header, to the end of the handshake
 * @param mostInFlight handshakes at once of which the ClientHello has come; those before it hold next to nothing
 * @param mostHelloOctets of a ClientHello, headers of its records included; at most 16 KiB, which is what a record's buffer holds
 */
public record HandshakeSettings(Duration timeout, int mostInFlight, int mostHelloOctets) {
    /** Chrome's and Firefox's with a post-quantum key share have 2 KiB; 16 KiB leave room for any ticket. */
    public static final int DEFAULT_HELLO_OCTETS = 16 * 1024;

    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    /** An engine in the middle of its handshake takes some 60 KiB: 60 MiB in all. */
    public static final int DEFAULT_IN_FLIGHT = 1_024;

    public static final HandshakeSettings DEFAULT =
            new HandshakeSettings(DEFAULT_TIMEOUT, DEFAULT_IN_FLIGHT, DEFAULT_HELLO_OCTETS);
}
