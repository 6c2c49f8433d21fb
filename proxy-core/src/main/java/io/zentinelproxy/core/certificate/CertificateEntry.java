package io.zentinelproxy.core.certificate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that a name is served with, one for each kind of key. Two names with the same certificates have the same entry:
 * entries of one table are compared by identity.
 */
public final class CertificateEntry {
    private final List<ServerCertificate> certificates;

    CertificateEntry(List<ServerCertificate> certificates) {
        this.certificates = List.copyOf(certificates);
    }

    /** The one with a key of this algorithm, or null. */
    @Nullable
    ServerCertificate of(String algorithm) {
        for (ServerCertificate certificate : certificates) {
            if (certificate.algorithm().equals(algorithm)) {
                return certificate;
            }
        }
        return null;
    }

    List<ServerCertificate> certificates() {
        return certificates;
    }
}
