package io.zentinelproxy.inference.tokens;

/** The parts of the patterns that both vocabularies share, over UTF-8 without faults. */
final class Scan {
    /** Of what stands at the end. */
    private static final byte END = 9;

    private static final int DIGITS = 3;
    private static final int ASCII = 128;
    private static final byte[] ASCII_CLASSES = asciiClasses();

    private Scan() {}

    private static byte[] asciiClasses() {
        byte[] classes = new byte[ASCII];
        for (int c = 0; c < ASCII; c++) {
            classes[c] = Characters.classOf(c);
        }
        return classes;
    }

    /** The class of the character that begins here; one that no pattern asks for if nothing does. */
    static byte kind(byte[] text, int at, int end) {
        if (at >= end) {
            return END;
        }
        byte octet = text[at];
        return octet >= 0 ? ASCII_CLASSES[octet] : Characters.classOf(wide(text, at));
    }

    private static int wide(byte[] text, int at) {
        int first = text[at];
        int second = text[at + 1] & 0x3f;
        if (first < (byte) 0xE0) {
            return (first & 0x1f) << 6 | second;
        }
        int third = text[at + 2] & 0x3f;
        if (first < (byte) 0xF0) {
            return (first & 0x0f) << 12 | second << 6 | third;
        }
        return (first & 0x07) << 18 | second << 12 | third << 6 | text[at + 3] & 0x3f;
    }

    /** Where the character ends that begins here. */
    static int after(byte[] text, int at) {
        int first = text[at];
        if (first >= 0) {
            return at + 1;
        }
        return at + (first < (byte) 0xE0 ? 2 : first < (byte) 0xF0 ? 3 : 4);
    }

    /** The end of {@code [a-z]*}, which most of most words is. */
    static int lowerCase(byte[] text, int from, int end) {
        int at = from;
        while (at < end && text[at] >= 'a' && text[at] <= 'z') {
            at++;
        }
        return at;
    }

    /** The end of {@code (?i:'s|'t|'re|'ve|'m|'ll|'d)?}. */
    static int contraction(byte[] text, int at, int end) {
        if (at + 1 >= end || text[at] != '\'') {
            return at;
        }
        return switch (text[at + 1]) {
            case 's', 'S', 't', 'T', 'm', 'M', 'd', 'D' -> at + 2;
            case 'r', 'R', 'v', 'V' -> at + 2 < end && (text[at + 2] | 0x20) == 'e' ? at + 3 : at;
            case 'l', 'L' -> at + 2 < end && (text[at + 2] | 0x20) == 'l' ? at + 3 : at;
            // the long s, which is an s whose case is not looked at
            case (byte) 0xC5 -> text[at + 2] == (byte) 0xBF ? at + 3 : at;
            default -> at;
        };
    }

    /** The end of {@code \p{N}{1,3}}. */
    static int number(byte[] text, int from, int end) {
        int at = after(text, from);
        for (int i = 1; i < DIGITS && kind(text, at, end) == Characters.NUMBER; i++) {
            at = after(text, at);
        }
        return at;
    }

    /** The end of {@code [^\s\p{L}\p{N}]*}. */
    static int others(byte[] text, int from, int end) {
        int at = from;
        for (byte kind = kind(text, at, end);
                kind == Characters.OTHER || kind == Characters.MARK;
                kind = kind(text, at, end)) {
            at = after(text, at);
        }
        return at;
    }

    /** The end of {@code \s*[\r\n]+|\s+(?!\S)|\s+}. */
    static int spaces(byte[] text, int from, int end) {
        int newline = 0;
        int last = from;
        int at = from;
        for (byte kind = kind(text, at, end); Characters.isSpace(kind); kind = kind(text, at, end)) {
            last = at;
            at = after(text, at);
            newline = kind == Characters.NEWLINE ? at : newline;
        }
        if (newline > 0) {
            return newline;
        }
        return at == end || last == from ? at : last;
    }
}
