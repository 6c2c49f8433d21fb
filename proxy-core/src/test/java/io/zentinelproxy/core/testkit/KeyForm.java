package io.zentinelproxy.core.testkit;

import java.util.List;

/** The forms in which a private key stands in a PEM file. */
public enum KeyForm {
    /** {@code BEGIN PRIVATE KEY}. */
    PKCS8("pkcs8", "-topk8", "-nocrypt"),

    /** {@code BEGIN ENCRYPTED PRIVATE KEY} with PBES2: PBKDF2 with HMAC-SHA-256, AES-256-CBC. */
    PKCS8_ENCRYPTED("pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", "pass:" + KeyForm.PASSPHRASE),

    /** {@code BEGIN RSA PRIVATE KEY}. */
    PKCS1("rsa", "-traditional"),

    /** {@code BEGIN RSA PRIVATE KEY} with {@code DEK-Info}, OpenSSL's own encryption from before PKCS#8. */
    PKCS1_ENCRYPTED("rsa", "-traditional", "-aes128", "-passout", "pass:" + KeyForm.PASSPHRASE),

    /** {@code BEGIN EC PRIVATE KEY}. */
    SEC1("ec"),

    /** {@code BEGIN EC PARAMETERS}, then {@code BEGIN EC PRIVATE KEY}, as {@code openssl ecparam -genkey} writes it. */
    SEC1_WITH_PARAMETERS("ec");

    /** What opens the encrypted forms. */
    public static final String PASSPHRASE = "correct horse battery staple";

    /** The subcommand of {@code openssl} that writes this form, and its options. */
    final List<String> command;

    KeyForm(String... command) {
        this.command = List.of(command);
    }
}
