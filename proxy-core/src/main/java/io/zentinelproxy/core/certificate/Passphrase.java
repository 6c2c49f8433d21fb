package io.zentinelproxy.core.certificate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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

    /** Whether it is the same secret from the same place: then nothing has to be loaded anew. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Passphrase same && same.written.equals(written) && Arrays.equals(same.secret, secret);
    }

    @Override
    public int hashCode() {
        return written.hashCode();
    }

    @Override
    public String toString() {
        return written;
    }
}
