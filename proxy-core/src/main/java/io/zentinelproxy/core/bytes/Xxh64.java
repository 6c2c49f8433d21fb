package io.zentinelproxy.core.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The hash XXH64 (xxHash specification 0.1.1): the same on every machine and in every version, so that proxies agree without talking. No
 * defence against somebody who looks for octets with the same hash.
 */
public final class Xxh64 {
    private static final long P1 = 0x9E3779B185EBCA87L;
    private static final long P2 = 0xC2B2AE3D27D4EB4FL;
    private static final long P3 = 0x165667B19E3779F9L;
    private static final long P4 = 0x85EBCA77C2B2AE63L;
    private static final long P5 = 0x27D4EB2F165667C5L;
    private static final int STRIPE = 32;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Xxh64() {}

    public static long hash(byte[] octets, long seed) {
        return hash(octets, 0, octets.length, seed);
    }

    /** The hash of these octets. */
    public static long hash(byte[] octets, int start, int end, long seed) {
        int at = start;
        long hash = seed + P5;
        if (end - start >= STRIPE) {
            at = end - (end - start) % STRIPE;
            hash = stripes(octets, start, at, seed);
        }
        return rest(octets, at, end, hash + (end - start));
    }

    /** The hash of the eight octets of a number, the lowest first. */
    public static long hash(long number, long seed) {
        return avalanche(word(seed + P5 + Long.BYTES, number));
    }

    private static long stripes(byte[] octets, int start, int end, long seed) {
        long a = seed + P1 + P2;
        long b = seed + P2;
        long c = seed;
        long d = seed - P1;
        for (int at = start; at < end; at += STRIPE) {
            a = round(a, (long) LONGS.get(octets, at));
            b = round(b, (long) LONGS.get(octets, at + 8));
            c = round(c, (long) LONGS.get(octets, at + 16));
            d = round(d, (long) LONGS.get(octets, at + 24));
        }
        long hash = Long.rotateLeft(a, 1) + Long.rotateLeft(b, 7) + Long.rotateLeft(c, 12) + Long.rotateLeft(d, 18);
        return merge(merge(merge(merge(hash, a), b), c), d);
    }

    private static long rest(byte[] octets, int start, int end, long begun) {
        long hash = begun;
        int at = start;
        for (; at + 8 <= end; at += 8) {
            hash = word(hash, (long) LONGS.get(octets, at));
        }
        if (at + 4 <= end) {
            hash ^= ((int) INTS.get(octets, at) & 0xffff_ffffL) * P1;
            hash = Long.rotateLeft(hash, 23) * P2 + P3;
            at += 4;
        }
        for (; at < end; at++) {
            hash ^= (octets[at] & 0xff) * P5;
            hash = Long.rotateLeft(hash, 11) * P1;
        }
        return avalanche(hash);
    }

    private static long word(long hash, long word) {
        return Long.rotateLeft(hash ^ round(0, word), 27) * P1 + P4;
    }

    private static long round(long lane, long word) {
        return Long.rotateLeft(lane + word * P2, 31) * P1;
    }

    private static long merge(long hash, long lane) {
        return (hash ^ round(0, lane)) * P1 + P4;
    }

    private static long avalanche(long hash) {
        long mixed = (hash ^ hash >>> 33) * P2;
        mixed = (mixed ^ mixed >>> 29) * P3;
        return mixed ^ mixed >>> 32;
    }
}
