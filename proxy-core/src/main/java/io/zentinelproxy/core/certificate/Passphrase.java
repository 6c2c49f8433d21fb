package io.zentinelproxy.core.certificate;

/** What opens an encrypted key. It is never shown: whoever prints this sees where it was taken from. */
public final class Passphrase {
    private final String written;
    private final char[] secret;

    /** @param written what the configuration says, such as {@code env:KEY_PASSPHRASE} */
    public Passphrase(String written, String secret) {
        this.written = written;
        this.secret = secret.toCharArray();
    }

    char[] secret() {
        return secret;
    }

    @Override
    public String toString() {
        return written;
    }
}
