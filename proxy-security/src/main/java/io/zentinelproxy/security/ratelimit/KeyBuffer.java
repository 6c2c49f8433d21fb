package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.security.quota.Charge;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * Where a key is put together from the parts of a request, each of bounded length whatever the client sends: a part that is secret, long or
 * not visible ASCII counts by its hash, which no other part is written like. Several parts are told apart by their lengths before them, so
 * that no two different requests have one key. Belongs to one thread; allocates nothing but its first hash.
 */
final class KeyBuffer {
    /** Octets of one part among several. */
    private static final int MOST_OF_SEVERAL = 64;

    /** Parts of a key, at most, each with its length before it; one of those configured may be two. */
    private static final int MOST_PARTS = 2 * LimitKeys.MAX_PARTS;

    /** Of a SHA-256, which are told: 128 bits, in hexadecimal digits. */
    private static final int TOLD = 16;

    private static final byte HASH = '#';
    private static final byte[] ABSENT = {'-'};

    private final byte[] key = new byte[Math.max(Charge.MAX_KEY, MOST_PARTS * (MOST_OF_SEVERAL + 3))];
    private final byte[] digest = new byte[32];
    private @Nullable MessageDigest sha256;
    private int length;
    private boolean several;

    /** Begins a key of one part, or of several. */
    void begin(boolean ofSeveral) {
        length = 0;
        several = ofSeveral;
    }

    /** Adds a part that anybody may know. */
    void plain(byte[] octets, int start, int end) {
        int size = end - start;
        if (size == 0 || size > (several ? MOST_OF_SEVERAL : Charge.MAX_KEY) || !isPlain(octets, start, end)) {
            hash(octets, start, end);
            finishHash();
            return;
        }
        putLength(size);
        System.arraycopy(octets, start, key, length, size);
        length += size;
    }

    /** A part that begins like a hash, or is only the sign of an absent one, is hashed as well. */
    private static boolean isPlain(byte[] octets, int start, int end) {
        for (int at = start; at < end; at++) {
            if (octets[at] < 0x21 || octets[at] > 0x7e) {
                return false;
            }
        }
        return octets[start] != HASH && octets[start] != ABSENT[0];
    }

    /** Adds a part that anybody may know. */
    void plain(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        plain(octets, 0, octets.length);
    }

    /** Adds octets to a part that is told by its hash, until {@link #finishHash}. */
    void hash(byte[] octets, int start, int end) {
        sha256().update(octets, start, end - start);
    }

    void hash(byte octet) {
        sha256().update(octet);
    }

    void finishHash() {
        putLength(1 + 2 * TOLD);
        length = putHash(length);
    }

    /** Adds the part of all who lack it. */
    void absent() {
        plain0(ABSENT);
    }

    private void plain0(byte[] sign) {
        putLength(sign.length);
        System.arraycopy(sign, 0, key, length, sign.length);
        length += sign.length;
    }

    /** Adds the network that an address is in. */
    void network(ClientNetwork network, byte[] raw) {
        int before = length;
        if (several) {
            // Room for two digits and the colon, which a network always has.
            length += 3;
        }
        int end = network.put(raw, key, length);
        if (several) {
            int size = end - length;
            key[before] = (byte) ('0' + size / 10);
            key[before + 1] = (byte) ('0' + size % 10);
            key[before + 2] = ':';
        }
        length = end;
    }

    private void putLength(int size) {
        if (several) {
            length = Ascii.putDecimal(key, length, size);
            key[length++] = ':';
        }
    }

    /** Hands the key over: it is the hash of all where it would be too long. */
    int finish(Charge charge) {
        if (length > Charge.MAX_KEY) {
            hash(key, 0, length);
            length = putHash(0);
        }
        System.arraycopy(key, 0, charge.key(), 0, length);
        return length;
    }

    private int putHash(int position) {
        try {
            sha256().digest(digest, 0, digest.length);
        } catch (DigestException e) {
            throw new IllegalStateException("a SHA-256 is longer than 32 octets", e);
        }
        int at = position;
        key[at++] = HASH;
        for (int i = 0; i < TOLD; i++) {
            key[at++] = Ascii.hex(digest[i] >> 4 & 0xf);
            key[at++] = Ascii.hex(digest[i] & 0xf);
        }
        return at;
    }

    private MessageDigest sha256() {
        MessageDigest there = sha256;
        if (there == null) {
            try {
                there = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
            sha256 = there;
        }
        return there;
    }
}
