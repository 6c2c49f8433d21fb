package io.zentinelproxy.core.exchange;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who the other side has proven to be by its certificate.
 *
 * @param chain its certificate first, then those that it sent with it
 * @param names the DNS names, addresses, URIs and mail addresses of the certificate (subjectAltName)
 */
public record TlsPeer(List<X509Certificate> chain, List<String> names) {
    public X509Certificate certificate() {
        return chain.getFirst();
    }
}
