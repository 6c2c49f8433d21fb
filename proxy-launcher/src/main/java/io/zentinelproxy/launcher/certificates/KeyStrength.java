package io.zentinelproxy.launcher.certificates;

import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What of a certificate is below what the CA/Browser Forum's baseline requirements ask for (sections 6.1.5 and 7.1.3.2). */
public final class KeyStrength {
    private static final int MIN_RSA_BITS = 2048;
    private static final int MIN_EC_BITS = 256;

    private KeyStrength() {}

    /** What is weak, or null. */
    public static @Nullable String weakness(X509Certificate certificate) {
        if (certificate.getPublicKey() instanceof RSAKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
            return "an RSA key of " + rsa.getModulus().bitLength() + " bits";
        }
        if (certificate.getPublicKey() instanceof ECKey curve
                && curve.getParams().getOrder().bitLength() < MIN_EC_BITS) {
            return "a key on a curve of " + curve.getParams().getOrder().bitLength() + " bits";
        }
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        return signature.startsWith("SHA1") || signature.startsWith("MD5")
                ? "a signature by " + certificate.getSigAlgName()
                : null;
    }
}
