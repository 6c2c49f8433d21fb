package io.zentinelproxy.inference.answer;

import java.util.Arrays;

/**
 * The octets of a JSON string that came in several pieces or has escapes, as UTF-8 without escapes. Half a surrogate pair becomes a question
 * mark. Grows to {@link #MAX_OCTETS} at most: who fills it empties it, or the rest is lost.
 */
final class StringOctets {
    static final int MAX_OCTETS = 8 * 1024;

    /** A character of four octets, and the question mark before it. */
    private static final int ROOM = 8;

    private static final int FIRST_OCTETS = 128;

    private byte[] octets = new byte[FIRST_OCTETS];
    private int length;
    private int unit;
    private int hexDigits;
    private char high;

    byte[] array() {
        return octets;
    }

    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0 && high == 0;
    }

    /** Forgets all but the last octets. */
    void keepFrom(int from) {
        System.arraycopy(octets, from, octets, 0, length - from);
        length -= from;
    }

    void clear() {
        length = 0;
        high = 0;
    }

    /** Adds octets as they are. @return how many found room */
    int add(byte[] from, int start, int end) {
        lone();
        int count = Math.min(end - start, MAX_OCTETS - ROOM - length);
        if (count <= 0) {
            return 0;
        }
        room(count);
        System.arraycopy(from, start, octets, length, count);
        length += count;
        return count;
    }

    /** The octet behind a backslash. @return whether four hexadecimal digits follow */
    boolean escaped(byte octet) {
        switch (octet) {
            case 'u' -> {
                unit = 0;
                hexDigits = 0;
                return true;
            }
            case 'n' -> one('\n');
            case 't' -> one('\t');
            case 'r' -> one('\r');
            case 'b' -> one('\b');
            case 'f' -> one('\f');
            default -> one(octet);
        }
        return false;
    }

    /** One of the digits behind {@code \\u}. @return whether it was the last */
    boolean hex(byte octet) {
        unit = unit << 4 | Math.max(0, Character.digit(octet, 16));
        hexDigits++;
        if (hexDigits < 4) {
            return false;
        }
        unit((char) unit);
        return true;
    }

    /** The string is over. */
    void end() {
        lone();
    }

    private void unit(char c) {
        if (Character.isLowSurrogate(c) && high != 0) {
            int character = Character.toCodePoint(high, c);
            high = 0;
            put(character);
            return;
        }
        lone();
        if (Character.isHighSurrogate(c)) {
            high = c;
        } else {
            put(Character.isLowSurrogate(c) ? '?' : c);
        }
    }

    private void one(int octet) {
        lone();
        put(octet);
    }

    private void lone() {
        if (high != 0) {
            high = 0;
            put('?');
        }
    }

    private void put(int c) {
        if (length > MAX_OCTETS - ROOM / 2) {
            return;
        }
        room(4);
        if (c < 0x80) {
            octets[length++] = (byte) c;
        } else if (c < 0x800) {
            octets[length++] = (byte) (0xC0 | c >> 6);
            octets[length++] = (byte) (0x80 | c & 0x3F);
        } else if (c < 0x10000) {
            octets[length++] = (byte) (0xE0 | c >> 12);
            octets[length++] = (byte) (0x80 | c >> 6 & 0x3F);
            octets[length++] = (byte) (0x80 | c & 0x3F);
        } else {
            octets[length++] = (byte) (0xF0 | c >> 18);
            octets[length++] = (byte) (0x80 | c >> 12 & 0x3F);
            octets[length++] = (byte) (0x80 | c >> 6 & 0x3F);
            octets[length++] = (byte) (0x80 | c & 0x3F);
        }
    }

    private void room(int more) {
        if (length + more > octets.length) {
            octets = Arrays.copyOf(octets, Math.min(MAX_OCTETS, Math.max(length + more, 2 * octets.length)));
        }
    }
}
