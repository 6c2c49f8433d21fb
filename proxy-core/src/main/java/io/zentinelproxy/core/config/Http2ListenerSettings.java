package io.zentinelproxy.core.config;

import io.zentinelproxy.core.certificate.TlsPolicy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a listener speaks HTTP/2 (RFC 9113).
 *
 * @param enabled whether it does: by ALPN under TLS, by prior knowledge in the clear
 * @param only whether it speaks nothing else; never without {@code enabled}
 * @param maxConcurrentStreams requests of one connection at once (SETTINGS_MAX_CONCURRENT_STREAMS)
 * @param streamWindow octets of content that a client may send on one stream before we have passed them on (SETTINGS_INITIAL_WINDOW_SIZE)
 * @param connectionWindow the same for all streams of a connection together; at least {@code streamWindow}, and never below the 65,535
 *     octets that each connection begins with
 * @param maxOddEvents points of events that a well-behaved client has no need of, in a minute; then the connection is closed
 * @param streamTimeout how long a stream may live, whatever happens on it, or null for any time
 */
public record Http2ListenerSettings(
        boolean enabled,
        boolean only,
        int maxConcurrentStreams,
        int streamWindow,
        int connectionWindow,
        int maxOddEvents,
        @Nullable Duration streamTimeout) {
    /** What is offered under TLS (RFC 7301), the preferred first. */
    List<String> applicationProtocols() {
        if (only) {
            return List.of(TlsPolicy.HTTP_2);
        }
        return enabled ? List.of(TlsPolicy.HTTP_2, TlsPolicy.HTTP_1_1) : List.of(TlsPolicy.HTTP_1_1);
    }
}
