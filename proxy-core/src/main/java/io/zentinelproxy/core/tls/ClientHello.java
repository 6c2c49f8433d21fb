package io.zentinelproxy.core.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client says first (RFC 8446 section 4.1.2), as far as anything of it is decided or logged. Hostile text: no name of it has
 * been compared with anything.
 *
 * @param serverName the name it asks for (RFC 6066 section 3) in lower case, or null; letters, digits, dots, hyphens and underscores
 * @param protocols what it can speak (RFC 7301), in its order; empty where it does not say
 * @param versions of TLS that it can speak, as on the wire (0x0304 is TLS 1.3)
 * @param cipherSuites by their numbers, in its order
 * @param fingerprint JA4
 */
public record ClientHello(
        @Nullable String serverName,
        List<String> protocols,
        List<Integer> versions,
        List<Integer> cipherSuites,
        String fingerprint) {

    public static final int TLS_1_2 = 0x0303;
    public static final int TLS_1_3 = 0x0304;
}
