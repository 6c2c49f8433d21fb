package io.zentinelproxy.core.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs messages as Standard Webhooks 1.0 asks ("Signature scheme"): HMAC-SHA256 over {@code id.timestamp.payload}, in base64 behind {@code
 * v1,}. For one thread.
 */
final class Signature {
    private static final String ALGORITHM = "HmacSHA256";

    private final Mac mac;

    Signature(byte[] key) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }

    /** @param seconds of this attempt, since 1970: a receiver refuses what is old */
    String of(String id, long seconds, byte[] payload) {
        mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.US_ASCII));
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(payload));
    }
}
