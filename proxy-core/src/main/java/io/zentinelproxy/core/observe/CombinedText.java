package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.bytes.Ascii;

/**
 * Octets from outside inside the quotes of a combined line, escaped as Apache's mod_log_config does: quotes and backslash behind a
 * backslash, every octet that is no visible ASCII as {@code \xHH}. A client can neither end its value nor begin a line.
 */
final class CombinedText {
    private static final int LONGEST_ESCAPE = 4;

    private CombinedText() {}

    /** Writes a span, cut at {@link LineFormat#LONGEST_VALUE}, and returns the position after it. */
    static int put(byte[] into, int position, byte[] from, int start, int end) {
        int plainEnd = Math.min(end, start + LineFormat.LONGEST_VALUE - LONGEST_ESCAPE);
        int at = position;
        int i = start;
        while (i < plainEnd && JsonText.isPlain(from[i])) {
            into[at++] = from[i++];
        }
        return i == end ? at : putRest(into, at, position + LineFormat.LONGEST_VALUE - LONGEST_ESCAPE, from, i, end);
    }

    private static int putRest(byte[] into, int position, int limit, byte[] from, int start, int end) {
        int at = position;
        for (int i = start; i < end; i++) {
            if (at > limit) {
                return LineFormat.putCut(into, at, end - i);
            }
            at = put(into, at, from[i]);
        }
        return at;
    }

    private static int put(byte[] into, int at, byte octet) {
        if (JsonText.isPlain(octet)) {
            into[at] = octet;
            return at + 1;
        }
        if (octet == '"' || octet == '\\') {
            into[at] = '\\';
            into[at + 1] = octet;
            return at + 2;
        }
        into[at] = '\\';
        into[at + 1] = 'x';
        into[at + 2] = Ascii.hex(octet >> 4 & 0xf);
        into[at + 3] = Ascii.hex(octet & 0xf);
        return at + LONGEST_ESCAPE;
    }
}
