package io.zentinelproxy.core.certificate;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Cipher suites by their names in the registry of IANA. */
public final class CipherSuites {
    /** Authenticated encryption with forward secrecy alone: no CBC, no key exchange of RSA, no SHA-1 (RFC 9325 section 4.2). */
    public static final List<String> DEFAULT = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private CipherSuites() {}

    /** Those that this JDK has and that are one at all: suites with keys of DSS, which no certificate has, are not. */
    public static Set<String> known() {
        Set<String> known = new TreeSet<>();
        Arrays.stream(Jsse.supported().getCipherSuites())
                .filter(name -> !name.endsWith("_SCSV") && !name.contains("_DSS_"))
                .forEach(known::add);
        return known;
    }

    /** The one version that a suite belongs to: the names of those of TLS 1.3 have no key exchange (RFC 8446 appendix B.4). */
    public static TlsVersion versionOf(String suite) {
        return suite.contains("_WITH_") ? TlsVersion.TLS_1_2 : TlsVersion.TLS_1_3;
    }

    /**
     * Whether HTTP/2 may be spoken with a suite: RFC 9113 appendix A lists those of TLS 1.2 that it must not be, which are all without
     * an ephemeral key exchange and all without authenticated encryption.
     */
    public static boolean mayCarryHttp2(String suite) {
        return versionOf(suite) == TlsVersion.TLS_1_3 || isEphemeral(suite) && isAuthenticated(suite);
    }

    private static boolean isEphemeral(String suite) {
        return suite.startsWith("TLS_ECDHE_") || suite.startsWith("TLS_DHE_");
    }

    private static boolean isAuthenticated(String suite) {
        return suite.contains("_GCM_") || suite.contains("_CCM") || suite.contains("_CHACHA20_POLY1305_");
    }
}
