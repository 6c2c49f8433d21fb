package io.zentinelproxy.core.upstream.tls;

import io.zentinelproxy.core.fault.UpstreamFault;
import java.util.Locale;

/** How a handshake with an origin ended. */
public enum OriginHandshake {
    OK,
    /** As well, and with less to compute: an earlier session went on. */
    RESUMED,
    CERTIFICATE_UNTRUSTED,
    CERTIFICATE_NAME,
    CERTIFICATE_EXPIRED,
    /** HTTP/2 alone was offered, and it has none. */
    NO_HTTP2,
    /** Not done within the connect timeout. */
    TIMEOUT,
    /** Any other way: another protocol, no version or suite in common, an alert, an end. */
    FAILED,
    /** The client that waited for it went away. */
    ABANDONED;

    /** The reason code, as in metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static OriginHandshake of(UpstreamFault.Kind kind) {
        return switch (kind) {
            case UPSTREAM_CERTIFICATE_UNTRUSTED -> CERTIFICATE_UNTRUSTED;
            case UPSTREAM_CERTIFICATE_NAME -> CERTIFICATE_NAME;
            case UPSTREAM_CERTIFICATE_EXPIRED -> CERTIFICATE_EXPIRED;
            case NO_HTTP2 -> NO_HTTP2;
            case CONNECT_TIMEOUT -> TIMEOUT;
            default -> FAILED;
        };
    }
}
