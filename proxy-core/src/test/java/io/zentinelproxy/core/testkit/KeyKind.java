package io.zentinelproxy.core.testkit;

import java.util.List;

/** Which key a test certificate holds. */
public enum KeyKind {
    ECDSA_P256("EC", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
    ECDSA_P384("EC", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"),
    RSA_2048("RSA", "-newkey", "rsa:2048"),
    /** Shorter than anybody should take. */
    RSA_1024("RSA", "-newkey", "rsa:1024");

    /** As {@link java.security.Key#getAlgorithm}. */
    final String algorithm;

    /** How {@code openssl req} is asked for a new one. */
    final List<String> request;

    KeyKind(String algorithm, String... request) {
        this.algorithm = algorithm;
        this.request = List.of(request);
    }
}
