package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.core.bytes.Ascii;

/** Percent-encoding undone octet by octet, and plus signs as blanks (URL standard, section 5.1). Allocates nothing. */
final class PercentDecoding {
    private PercentDecoding() {}

    /** Adds what these octets stand for to the part of a key that is being hashed. */
    static void hash(byte[] octets, int start, int end, KeyBuffer into) {
        for (int at = start; at < end; at += size(octets, at, end)) {
            into.hash(octet(octets, at, end));
        }
    }

    /** Octets that the one at this place is written in. */
    static int size(byte[] octets, int at, int end) {
        boolean isEncoded = octets[at] == '%'
                && at + 2 < end
                && Ascii.hexDigit(octets[at + 1]) >= 0
                && Ascii.hexDigit(octets[at + 2]) >= 0;
        return isEncoded ? 3 : 1;
    }

    /** The one at this place. */
    static byte octet(byte[] octets, int at, int end) {
        if (size(octets, at, end) == 1) {
            return octets[at] == '+' ? (byte) ' ' : octets[at];
        }
        return (byte) (Ascii.hexDigit(octets[at + 1]) << 4 | Ascii.hexDigit(octets[at + 2]));
    }
}
