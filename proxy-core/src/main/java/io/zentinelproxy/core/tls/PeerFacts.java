package io.zentinelproxy.core.tls;

import io.zentinelproxy.core.exchange.TlsPeer;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Who the peer of a session has proven to be, taken down once. */
final class PeerFacts {
    /** Kinds of a subjectAltName (RFC 5280 section 4.2.1.6) that are text. */
    private static final List<Integer> TEXTUAL = List.of(1, 2, 6, 7);

    private PeerFacts() {}

    /** Null where the peer has shown no certificate. */
    static @Nullable TlsPeer of(SSLSession session) {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : session.getPeerCertificates()) {
                chain.add((X509Certificate) certificate);
            }
            return new TlsPeer(List.copyOf(chain), names(chain.getFirst()));
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names == null) {
                return List.of();
            }
            List<String> textual = new ArrayList<>();
            for (List<?> name : names) {
                if (TEXTUAL.contains(name.get(0))) {
                    textual.add((String) name.get(1));
                }
            }
            return List.copyOf(textual);
        } catch (CertificateParsingException e) {
            // The chain was verified all the same; a name that cannot be read is none.
            return List.of();
        }
    }
}
