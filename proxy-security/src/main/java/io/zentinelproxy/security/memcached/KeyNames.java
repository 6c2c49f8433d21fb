package io.zentinelproxy.security.memcached;

import io.zentinelproxy.core.bytes.Xxh64;
import io.zentinelproxy.security.quota.Charge;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * What keys are called in memcached, where a name has at most 250 octets without blanks and control characters: prefix, id of the limiter,
 * {@code |}, key, and behind it the number of a window. Ids and keys that are longer than {@link #MAX_PART}, or have other octets than
 * visible ASCII, are {@code #} and their SHA-256 in base64url. Different keys have different names. Any thread.
 */
final class KeyNames {
    /** Octets of a prefix. */
    static final int MAX_PREFIX = 64;

    /** Octets of an id or a key that stand as they are. */
    static final int MAX_PART = 64;

    private final byte[] prefix;

    KeyNames(String prefix) {
        this.prefix = prefix.getBytes(StandardCharsets.US_ASCII);
    }

    /** The name of what a charge is about. */
    byte[] of(Charge charge) {
        byte[] id = charge.limiter().id().getBytes(StandardCharsets.UTF_8);
        byte[] limiter = part(id, id.length);
        byte[] key = part(charge.key(), charge.keyLength());
        byte[] name = new byte[prefix.length + limiter.length + 1 + key.length];
        System.arraycopy(prefix, 0, name, 0, prefix.length);
        System.arraycopy(limiter, 0, name, prefix.length, limiter.length);
        name[prefix.length + limiter.length] = '|';
        System.arraycopy(key, 0, name, name.length - key.length, key.length);
        return name;
    }

    /** The name of what all proxies share besides: no limiter has an empty id. */
    byte[] shared(String what) {
        return behind(prefix, "|" + what);
    }

    static byte[] behind(byte[] name, String ascii) {
        byte[] whole = new byte[name.length + ascii.length()];
        System.arraycopy(name, 0, whole, 0, name.length);
        System.arraycopy(ascii.getBytes(StandardCharsets.US_ASCII), 0, whole, name.length, ascii.length());
        return whole;
    }

    /** Where a key has its place among servers. */
    static long place(Charge charge) {
        return Xxh64.hash(
                charge.key(), 0, charge.keyLength(), charge.limiter().id().hashCode());
    }

    private static byte[] part(byte[] octets, int length) {
        byte[] part = new byte[length];
        System.arraycopy(octets, 0, part, 0, length);
        return standsAsItIs(part) ? part : hashed(part);
    }

    private static boolean standsAsItIs(byte[] part) {
        if (part.length > MAX_PART || (part.length > 0 && part[0] == '#')) {
            return false;
        }
        for (byte octet : part) {
            if (octet <= ' ' || octet > '~' || octet == '|') {
                return false;
            }
        }
        return true;
    }

    private static byte[] hashed(byte[] part) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(part);
            return ("#" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash))
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException(never);
        }
    }
}
