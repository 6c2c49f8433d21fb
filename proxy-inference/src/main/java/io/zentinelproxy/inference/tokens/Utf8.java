package io.zentinelproxy.inference.tokens;

/** Writes text as UTF-8; a surrogate without its other half becomes U+FFFD, as tiktoken makes it. */
final class Utf8 {
    /** Octets that a UTF-16 unit becomes at most. */
    static final int MAX_PER_CHAR = 3;

    private static final int REPLACEMENT = 0xFFFD;

    private Utf8() {}

    /** Writes the characters from the beginning of the octets on, and returns where they end. */
    static int write(String text, int from, int to, byte[] octets) {
        int at = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                octets[at++] = (byte) c;
            } else if (Character.isHighSurrogate(c) && i + 1 < to && Character.isLowSurrogate(text.charAt(i + 1))) {
                at = four(Character.toCodePoint(c, text.charAt(++i)), octets, at);
            } else {
                at = wide(Character.isSurrogate(c) ? REPLACEMENT : c, octets, at);
            }
        }
        return at;
    }

    private static int wide(int c, byte[] octets, int from) {
        int at = from;
        if (c < 0x800) {
            octets[at++] = (byte) (0xC0 | c >> 6);
        } else {
            octets[at++] = (byte) (0xE0 | c >> 12);
            octets[at++] = (byte) (0x80 | c >> 6 & 0x3f);
        }
        octets[at++] = (byte) (0x80 | c & 0x3f);
        return at;
    }

    private static int four(int c, byte[] octets, int at) {
        octets[at] = (byte) (0xF0 | c >> 18);
        octets[at + 1] = (byte) (0x80 | c >> 12 & 0x3f);
        octets[at + 2] = (byte) (0x80 | c >> 6 & 0x3f);
        octets[at + 3] = (byte) (0x80 | c & 0x3f);
        return at + 4;
    }
}
