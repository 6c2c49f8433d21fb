package io.zentinelproxy.core.wire;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;

/** Pieces of configurations whose listener speaks TLS. */
public final class SealedListener {
    public static final TestCertificates CA = TestCertificates.authority();

    /** In the block {@code tls}: clients of the tests' authority may show a certificate. */
    static final String OPTIONAL_CLIENTS = "client-auth \"optional\"\nca-file \"" + CA.caFile() + "\"\n";

    private SealedListener() {}

    /** With this certificate, and whatever else stands in the block {@code tls}. */
    public static Piece listener(TestIdentity certificate, String more) {
        return Piece.listener("protocol \"https\"\ntls {\n" + files(certificate) + more + "}");
    }

    /** Another certificate, for its own names. */
    static String sni(TestIdentity certificate) {
        return "sni {\n" + files(certificate) + "}\n";
    }

    private static String files(TestIdentity identity) {
        return "cert-file \"" + identity.certificate() + "\"\nkey-file \"" + identity.key() + "\"\n";
    }
}
