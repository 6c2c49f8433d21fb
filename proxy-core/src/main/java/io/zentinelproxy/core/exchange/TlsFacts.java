package io.zentinelproxy.core.exchange;

import io.zentinelproxy.core.certificate.TlsPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the handshake of a connection has settled, taken down once: nothing of it is parsed again for a request. One for each
 * connection, of a client or to an origin.
 *
 * @param protocol {@code TLSv1.3} or {@code TLSv1.2}
 * @param cipherSuite its name in the registry of IANA
 * @param serverName the name that the client asked for (RFC 6066 section 3), in lower case, or null
 * @param applicationProtocol what both agreed on to speak (RFC 7301), or null
 * @param peer who the other side has proven to be, or null where it was not asked or had no certificate
 * @param resumed whether an earlier session went on
 * @param fingerprint of the ClientHello, as the log shows it; empty where the hello was ours
 * @param identity of the certificate and the client-auth policy that were used: equal only where both are the same
 * @param slots what plugs have learned at the handshake
 */
public record TlsFacts(
        String protocol,
        String cipherSuite,
        @Nullable String serverName,
        @Nullable String applicationProtocol,
        @Nullable TlsPeer peer,
        boolean resumed,
        String fingerprint,
        Object identity,
        Slots slots) {

    /** Whether both agreed on HTTP/2. */
    public boolean isHttp2() {
        return TlsPolicy.HTTP_2.equals(applicationProtocol);
    }

    /** A plug that learns something from each finished handshake, on the connection's thread. It must not block. */
    public interface Witness {
        void handshaken(TlsFacts facts);
    }

    /** Witnesses in their order. */
    public static void tell(List<Witness> witnesses, TlsFacts facts) {
        for (Witness witness : witnesses) {
            witness.handshaken(facts);
        }
    }
}
