package io.zentinelproxy.core.certificate;

import java.util.ArrayList;
import java.util.List;

/**
 * What a listener agrees to in a handshake.
 *
 * @param cipherSuites by their names in the registry of IANA, the preferred first
 * @param resumption whether a client may go on with an earlier session
 * @param stapling whether answers of OCSP are fetched and sent along
 * @param applicationProtocols for ALPN (RFC 7301), the preferred first
 */
public record TlsPolicy(
        TlsVersion minVersion,
        TlsVersion maxVersion,
        List<String> cipherSuites,
        ClientAuth clientAuth,
        boolean resumption,
        boolean stapling,
        List<String> applicationProtocols) {
    /** HTTP/2 by its name in the registry of ALPN (RFC 9113 section 3.1). */
    public static final String HTTP_2 = "h2";

    public static final String HTTP_1_1 = "http/1.1";

    public TlsPolicy {
        cipherSuites = List.copyOf(cipherSuites);
        applicationProtocols = List.copyOf(applicationProtocols);
    }

    /** Whether a version is within the bounds and has a suite. */
    public boolean speaks(TlsVersion version) {
        return version.isWithin(minVersion, maxVersion)
                && cipherSuites.stream().anyMatch(suite -> CipherSuites.versionOf(suite) == version);
    }

    /** The newest first. */
    String[] protocols() {
        List<String> protocols = new ArrayList<>();
        for (TlsVersion version : TlsVersion.values()) {
            if (speaks(version)) {
                protocols.addFirst(version.jsse());
            }
        }
        return protocols.toArray(String[]::new);
    }
}
