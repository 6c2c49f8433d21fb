package io.zentinelproxy.inference.keys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of a key. A slow hash would be wrong here: it makes up for passwords that can be guessed, and there is nothing to be guessed
 * in 256 random bits (NIST SP 800-63B section 5.1.2.2 asks for salt and stretching of memorized secrets below 112 bits), while
 * its cost would be paid on each request, by whoever sends one. Hashes are compared in a time that does not depend on them; which slot of a table is looked at does, but
 * tells only of the hash of what the asker has sent.
 */
record KeyHash(long a, long b, long c, long d) {
    private static final String WRITTEN = "sha256:";
    private static final int OCTETS = 32;

    /** Never fed. */
    private static final MessageDigest FRESH = fresh();

    static KeyHash of(byte[] octets, int from, int to) {
        MessageDigest digest = sha256();
        digest.update(octets, from, to - from);
        return ofDigest(digest.digest());
    }

    private static KeyHash ofDigest(byte[] digest) {
        ByteBuffer longs = ByteBuffer.wrap(digest).order(ByteOrder.BIG_ENDIAN);
        return new KeyHash(longs.getLong(), longs.getLong(), longs.getLong(), longs.getLong());
    }

    /** Of {@code sha256:} and 64 hexadecimal digits; null where it is anything else. */
    static @Nullable KeyHash parse(String written) {
        if (!written.startsWith(WRITTEN) || written.length() != WRITTEN.length() + 2 * OCTETS) {
            return null;
        }
        try {
            return ofDigest(HexFormat.of().parseHex(written, WRITTEN.length(), written.length()));
        } catch (IllegalArgumentException notHex) {
            return null;
        }
    }

    /** As a file says it. */
    String written() {
        HexFormat hex = HexFormat.of();
        return WRITTEN + hex.toHexDigits(a) + hex.toHexDigits(b) + hex.toHexDigits(c) + hex.toHexDigits(d);
    }

    /** Copied, as its provider is looked for each time one is asked for. */
    private static MessageDigest sha256() {
        try {
            return (MessageDigest) FRESH.clone();
        } catch (CloneNotSupportedException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static MessageDigest fresh() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyHash hash && ((a ^ hash.a) | (b ^ hash.b) | (c ^ hash.c) | (d ^ hash.d)) == 0;
    }

    @Override
    public int hashCode() {
        return (int) a;
    }

    /** Not the hash: it is nobody's business. */
    @Override
    public String toString() {
        return WRITTEN + "...";
    }
}
