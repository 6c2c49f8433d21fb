package io.zentinelproxy.core.uri;

/**
 * Well-formed UTF-8 as percent-encoded octets: table 3-7 of the Unicode standard. What is not in it (overlong forms, surrogates, more than
 * U+10FFFF) is read as a slash or a dot by some and as nothing by others: CVE-2000-0884, CVE-2008-2938.
 */
final class EncodedUtf8 {
    private EncodedUtf8() {}

    /** How many octets the character has that begins with the one encoded here, which is no ASCII; 0 where none begins. */
    static int length(byte[] from, int percent, int end) {
        int first = PathOctets.encoded(from, percent, end);
        int length = announced(first);
        if (length == 0 || !isSecond(first, from, percent + 3, end)) {
            return 0;
        }
        for (int next = 2; next < length; next++) {
            if (!isContinuation(from, percent + 3 * next, end)) {
                return 0;
            }
        }
        return length;
    }

    /** Whether a character of fewer octets stands here in a form that is too long: no Latin letter is meant by these. */
    static boolean isOverlong(byte[] from, int percent, int end) {
        int first = PathOctets.encoded(from, percent, end);
        if (!isContinuation(from, percent + 3, end)) {
            return false;
        }
        int second = PathOctets.encoded(from, percent + 3, end);
        return first == 0xC0 || first == 0xC1 || first == 0xE0 && second < 0xA0 || first == 0xF0 && second < 0x90;
    }

    private static int announced(int first) {
        if (first >= 0xC2 && first <= 0xDF) {
            return 2;
        }
        if (first >= 0xE0 && first <= 0xEF) {
            return 3;
        }
        return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
    }

    private static boolean isSecond(int first, byte[] from, int percent, int end) {
        if (!isContinuation(from, percent, end)) {
            return false;
        }
        int second = PathOctets.encoded(from, percent, end);
        return switch (first) {
            case 0xE0 -> second >= 0xA0;
            case 0xED -> second <= 0x9F;
            case 0xF0 -> second >= 0x90;
            case 0xF4 -> second <= 0x8F;
            default -> true;
        };
    }

    private static boolean isContinuation(byte[] from, int percent, int end) {
        if (percent >= end || from[percent] != '%') {
            return false;
        }
        int octet = PathOctets.encoded(from, percent, end);
        return octet >= 0x80 && octet <= 0xBF;
    }
}
