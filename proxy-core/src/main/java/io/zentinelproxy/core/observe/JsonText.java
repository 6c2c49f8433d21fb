package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.bytes.Ascii;

/**
 * Octets from outside inside a JSON string (RFC 8259 section 7). Whatever a client sends, the line stays one line, one object and
 * US-ASCII: an octet that is no visible ASCII is read as ISO 8859-1 and written {@code \u00e9}, so it can be got back.
 */
final class JsonText {
    private static final int LONGEST_ESCAPE = 6;
    private static final boolean[] PLAIN = plain();

    private JsonText() {}

    private static boolean[] plain() {
        boolean[] plain = new boolean[256];
        for (int c = ' '; c < 0x7f; c++) {
            plain[c] = c != '"' && c != '\\';
        }
        return plain;
    }

    /** Whether an octet is visible ASCII or a space, and neither a double quote nor a backslash. */
    static boolean isPlain(byte octet) {
        return PLAIN[octet & 0xff];
    }

    /** Writes a span, cut at {@link LineFormat#LONGEST_VALUE}, and returns the position after it. */
    static int put(byte[] into, int position, byte[] from, int start, int end) {
        int plainEnd = Math.min(end, start + LineFormat.LONGEST_VALUE - LONGEST_ESCAPE);
        int at = position;
        int i = start;
        while (i < plainEnd && isPlain(from[i])) {
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
            at = put(into, at, (char) (from[i] & 0xff));
        }
        return at;
    }

    /** Writes an id of the configuration, cut at {@link LineFormat#LONGEST_ID}. */
    static int put(byte[] into, int position, String text) {
        int limit = position + LineFormat.LONGEST_ID - LONGEST_ESCAPE;
        int length = text.length();
        int at = position;
        for (int i = 0; i < length; i++) {
            if (at > limit) {
                return LineFormat.putCut(into, at, length - i);
            }
            at = put(into, at, text.charAt(i));
        }
        return at;
    }

    private static int put(byte[] into, int at, char character) {
        if (character < 256 && PLAIN[character]) {
            into[at] = (byte) character;
            return at + 1;
        }
        into[at] = '\\';
        if (character == '"' || character == '\\') {
            into[at + 1] = (byte) character;
            return at + 2;
        }
        into[at + 1] = 'u';
        into[at + 2] = Ascii.hex(character >> 12);
        into[at + 3] = Ascii.hex(character >> 8 & 0xf);
        into[at + 4] = Ascii.hex(character >> 4 & 0xf);
        into[at + 5] = Ascii.hex(character & 0xf);
        return at + LONGEST_ESCAPE;
    }
}
