package io.zentinelproxy.core.config;

/**
 * How origins are told of a client's certificate.
 *
 * @param rfc9440 by Client-Cert and Client-Cert-Chain (RFC 9440)
 * @param forwarded by X-Forwarded-Client-Cert, as Envoy writes it
 */
public record CertificateForwarding(boolean rfc9440, boolean forwarded) {
    public static final CertificateForwarding OFF = new CertificateForwarding(false, false);
    public static final CertificateForwarding BOTH = new CertificateForwarding(true, true);

    public boolean isOff() {
        return !rfc9440 && !forwarded;
    }
}
