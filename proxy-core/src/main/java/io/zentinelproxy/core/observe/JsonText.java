package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.bytes.Ascii;

/**
 * Octets from outside inside a JSON string (RFC 8259 section 7). Whatever a client sends, the line stays one line, one object and
 * US-ASCII: an octet that is no visible ASCII is read as ISO 8859-1 and written {@code \u00e9}, so it can be got back.
 */
public final class JsonText {
    /** Octets of a character as an escape. */
    static final int LONGEST_ESCAPE = 6;

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

    /** Writes a member whose value is a string: {@code ,"name":"} as given, the span, a quote. Cuts as {@link #put} does. */
    public static int member(byte[] into, int at, byte[] opening, byte[] from, int start, int end) {
        int after = put(into, LineFormat.put(into, at, opening), from, start, end);
        into[after] = '"';
        return after + 1;
    }

    /** As {@link #member(byte[], int, byte[], byte[], int, int)}, cut where the value takes more octets as written than given. */
    public static int member(byte[] into, int at, byte[] opening, byte[] from, int start, int end, int longest) {
        int value = LineFormat.put(into, at, opening);
        int after = putRest(into, value, value + longest - LONGEST_ESCAPE, from, start, end);
        into[after] = '"';
        return after + 1;
    }

    /** Writes a member whose value is an id of the configuration: {@code ,"name":"} as given, the id, a quote. */
    public static int member(byte[] into, int at, byte[] opening, String id) {
        int after = put(into, LineFormat.put(into, at, opening), id);
        into[after] = '"';
        return after + 1;
    }

    /** Writes a member whose value is a number of at least 0: {@code ,"name":} as given, the number. */
    public static int member(byte[] into, int at, byte[] opening, long number) {
        return LineFormat.putNumber(into, LineFormat.put(into, at, opening), number);
    }

    /** Writes a span, cut at 2048 octets as written, and returns the position after it. */
    public static int put(byte[] into, int position, byte[] from, int start, int end) {
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
        return put(into, position, text, LineFormat.LONGEST_ID);
    }

    /** Writes a text, cut where it takes more octets than given. */
    static int put(byte[] into, int position, String text, int longest) {
        int limit = position + longest - LONGEST_ESCAPE;
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

    /** Writes a text to be read as it is, quotes and backslashes included, on one line of US-ASCII. */
    static int putPlain(byte[] into, int position, String text, int longest) {
        int limit = position + longest - LONGEST_ESCAPE;
        int length = text.length();
        int at = position;
        for (int i = 0; i < length; i++) {
            if (at > limit) {
                return LineFormat.putCut(into, at, length - i);
            }
            char character = text.charAt(i);
            if (character >= ' ' && character < 0x7f) {
                into[at++] = (byte) character;
            } else {
                at = put(into, at, character);
            }
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
