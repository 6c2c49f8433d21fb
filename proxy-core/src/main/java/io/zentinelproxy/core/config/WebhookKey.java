package io.zentinelproxy.core.config;

import java.util.Base64;

/**
 * The key that messages are signed with, as Standard Webhooks 1.0 writes it ("Signature scheme"): {@code whsec_} and 24 to 64 octets in
 * base64; the prefix may be missing.
 */
public final class WebhookKey {
    private static final String PREFIX = "whsec_";
    private static final int LEAST = 24;
    private static final int MOST = 64;

    private WebhookKey() {}

    /** @throws IllegalArgumentException where it is none; the message tells nothing of it */
    public static byte[] of(String secret) {
        String text = secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret;
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the secret is not `whsec_` and base64");
        }
        if (key.length < LEAST || key.length > MOST) {
            throw new IllegalArgumentException("the secret has " + key.length + " octets");
        }
        return key;
    }
}
