package io.zentinelproxy.core.http2.hpack;

import io.zentinelproxy.core.bytes.Ascii;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Hashes of names and values. What they find is always compared afterwards, in tables that have one place for a hash and do not grow: a
 * peer that makes hashes equal makes its own fields longer, and nothing else.
 */
final class FieldHash {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private FieldHash() {}

    /** Of a name, whatever its case: of its length and four of its octets. */
    static int ofName(byte[] octets, int start, int end) {
        int length = end - start;
        if (length == 0) {
            return 0;
        }
        int first = octets[start] | 0x20;
        int last = octets[end - 1] | 0x20;
        int middle = octets[start + (length >>> 1)] | 0x20;
        int nextToLast = octets[Math.max(start, end - 2)] | 0x20;
        int hash = length * 0x9E3779B1
                + first * 0x85EBCA6B
                + last * 0xC2B2AE35
                + middle * 0x27D4EB2F
                + nextToLast * 0x612E7697;
        return hash >>> 20 ^ hash >>> 8;
    }

    /** Of a value, and of a name by its hash. */
    static int ofField(int name, byte[] octets, int start, int end) {
        long hash = name * MULTIPLIER + (end - start);
        int at = start;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            hash = mix(hash ^ (long) LONGS.get(octets, at));
        }
        for (; at < end; at++) {
            hash = hash * 31 + octets[at];
        }
        return (int) (mix(hash) >>> 32);
    }

    private static long mix(long hash) {
        long product = hash * MULTIPLIER;
        return product ^ product >>> 32;
    }

    /** Whether a name, whatever its case, is the one that stands elsewhere in lower case. */
    static boolean isName(byte[] name, int start, int end, byte[] lower, int lowerStart, int lowerLength) {
        if (end - start != lowerLength) {
            return false;
        }
        for (int i = 0; i < lowerLength; i++) {
            if (Ascii.lower(name[start + i]) != lower[lowerStart + i]) {
                return false;
            }
        }
        return true;
    }
}
