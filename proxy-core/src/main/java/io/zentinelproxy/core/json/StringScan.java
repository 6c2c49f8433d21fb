package io.zentinelproxy.core.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Strings of a document in place: where they end, whether they are well-formed, and what they say. */
final class StringScan {
    /** Eight octets at once. */
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = ONES << 7;
    private static final long SPACES = ONES * ' ';
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';

    private final byte[] octets;
    private final int length;
    private final int maxOctets;

    private int begin;
    private int end;
    private boolean escaped;

    StringScan(byte[] octets, int length, int maxOctets) {
        this.octets = octets;
        this.length = length;
        this.maxOctets = maxOctets;
    }

    /** Behind the closing quote of the string that was read last. */
    int end() {
        return end;
    }

    /**
     * Checks one string.
     *
     * @param quote where it begins
     * @return behind its closing quote
     */
    int read(int quote) throws JsonException {
        begin = quote + 1;
        escaped = false;
        int at = plain(begin);
        while (octet(at) != '"') {
            at = plain(octet(at) == '\\' ? escape(at) : character(at));
        }
        if (at - begin > maxOctets) {
            throw JsonException.tooLarge("string over " + maxOctets + " octets", quote);
        }
        end = at + 1;
        return end;
    }

    /** To the next octet that is no printable ASCII, a quote or a backslash. */
    private int plain(int first) {
        int at = first;
        while (at + Long.BYTES <= length) {
            long marks = marks((long) EIGHT.get(octets, at));
            if (marks != 0) {
                return at + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
            at += Long.BYTES;
        }
        while (at < length && octets[at] >= ' ' && octets[at] != '"' && octets[at] != '\\') {
            at++;
        }
        return at;
    }

    /** The high bit of each octet to stop at. Borrows may mark others too, but only behind the first. */
    private static long marks(long eight) {
        long quotes = eight ^ QUOTES;
        long backslashes = eight ^ BACKSLASHES;
        return (eight | (eight - SPACES) | (quotes - ONES) | (backslashes - ONES)) & HIGHS;
    }

    /** An escape, or two that are one character; the place behind. */
    private int escape(int backslash) throws JsonException {
        escaped = true;
        return switch (octet(backslash + 1)) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> backslash + 2;
            case 'u' -> unicode(backslash);
            default -> throw new JsonException("unknown escape", backslash);
        };
    }

    private int unicode(int backslash) throws JsonException {
        int next = backslash + 6;
        char unit = hex(backslash + 2);
        if (!Character.isSurrogate(unit)) {
            return next;
        }
        boolean pair = Character.isHighSurrogate(unit)
                && octet(next) == '\\'
                && octet(next + 1) == 'u'
                && Character.isLowSurrogate(hex(next + 2));
        if (!pair) {
            throw new JsonException("unpaired surrogate", backslash);
        }
        return next + 6;
    }

    private char hex(int first) throws JsonException {
        int unit = 0;
        for (int i = first; i < first + 4; i++) {
            int digit = Character.digit(Math.max(0, octet(i)), 16);
            if (digit < 0) {
                throw new JsonException("unknown escape", i);
            }
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }

    /** Characters beyond ASCII as long as there are any (the Unicode standard, table 3-7); the place behind. */
    private int character(int first) throws JsonException {
        int at = first;
        int octet = octet(at);
        if (octet < 0x80) {
            throw new JsonException(octet < 0 ? "it ends too early" : "control character in a string", at);
        }
        while (octet >= 0x80) {
            at += wellFormed(octet, at);
            octet = octet(at);
        }
        return at;
    }

    /** The octets of one character. */
    private int wellFormed(int lead, int at) throws JsonException {
        int second = octet(at + 1);
        if (lead >= 0xc2 && lead <= 0xdf && follows(second)) {
            return 2;
        }
        if (lead >= 0xe0 && lead <= 0xef && follows(second) && follows(octet(at + 2))) {
            boolean overlong = lead == 0xe0 && second < 0xa0;
            boolean surrogate = lead == 0xed && second > 0x9f;
            if (!overlong && !surrogate) {
                return 3;
            }
        }
        if (lead >= 0xf0 && lead <= 0xf4 && follows(second) && follows(octet(at + 2)) && follows(octet(at + 3))) {
            boolean overlong = lead == 0xf0 && second < 0x90;
            boolean beyond = lead == 0xf4 && second > 0x8f;
            if (!overlong && !beyond) {
                return 4;
            }
        }
        throw new JsonException("not UTF-8", at);
    }

    private static boolean follows(int octet) {
        return (octet & ~0x3f) == 0x80;
    }

    private int octet(int at) {
        return at < length ? octets[at] & 0xff : -1;
    }

    /** What the string says that was read last. */
    String text() {
        int size = end - 1 - begin;
        return escaped ? unescaped(size) : new String(octets, begin, size, StandardCharsets.UTF_8);
    }

    /** In UTF-8 what an escape stands for is never longer than the escape. */
    private String unescaped(int size) {
        byte[] said = new byte[size];
        int to = 0;
        int at = begin;
        while (at < end - 1) {
            if (octets[at] != '\\') {
                said[to++] = octets[at++];
                continue;
            }
            int meant = meant(at);
            at += octets[at + 1] != 'u' ? 2 : Character.isSupplementaryCodePoint(meant) ? 12 : 6;
            to = put(meant, said, to);
        }
        return new String(said, 0, to, StandardCharsets.UTF_8);
    }

    /** The code point of an escape that has been checked. */
    private int meant(int backslash) {
        byte letter = octets[backslash + 1];
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                char unit = checkedHex(backslash + 2);
                yield Character.isSurrogate(unit) ? Character.toCodePoint(unit, checkedHex(backslash + 8)) : unit;
            }
            default -> letter;
        };
    }

    private char checkedHex(int first) {
        int unit = 0;
        for (int i = first; i < first + 4; i++) {
            unit = unit << 4 | Character.digit(octets[i], 16);
        }
        return (char) unit;
    }

    private static int put(int codePoint, byte[] utf8, int first) {
        int to = first;
        if (codePoint < 0x80) {
            utf8[to++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            utf8[to++] = (byte) (0xc0 | codePoint >> 6);
            utf8[to++] = (byte) (0x80 | codePoint & 0x3f);
        } else if (codePoint < 0x10000) {
            utf8[to++] = (byte) (0xe0 | codePoint >> 12);
            utf8[to++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
            utf8[to++] = (byte) (0x80 | codePoint & 0x3f);
        } else {
            utf8[to++] = (byte) (0xf0 | codePoint >> 18);
            utf8[to++] = (byte) (0x80 | codePoint >> 12 & 0x3f);
            utf8[to++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
            utf8[to++] = (byte) (0x80 | codePoint & 0x3f);
        }
        return to;
    }
}
