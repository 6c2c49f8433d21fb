package io.zentinelproxy.core.bytes;

import java.nio.charset.StandardCharsets;

/** Octets read as US-ASCII: the character classes of RFC 9110 section 5.6.2 and 5.5, numbers, and comparison without case. */
public final class Ascii {
    private static final byte TOKEN = 1;
    private static final byte FIELD_VALUE = 2;
    private static final byte TARGET = 4;
    private static final byte[] CLASSES = classes();
    private static final byte[] LOWER = lower();
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private Ascii() {}

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int c = 0; c < 256; c++) {
            boolean letterOrDigit = c < 128 && Character.isLetterOrDigit(c);
            if (letterOrDigit || c > 0 && c < 128 && "!#$%&'*+-.^_`|~".indexOf(c) >= 0) {
                classes[c] |= TOKEN;
            }
            if (c >= 0x20 && c != 0x7f || c == '\t') {
                classes[c] |= FIELD_VALUE;
            }
            // RFC 3986 characters; the fragment sign and the backslash, which some servers read as a slash, are not
            // among them.
            if (letterOrDigit || c > 0 && c < 128 && "-._~:/?[]@!$&'()*+,;=%|{}^`\"<>".indexOf(c) >= 0) {
                classes[c] |= TARGET;
            }
        }
        return classes;
    }

    private static byte[] lower() {
        byte[] lower = new byte[256];
        for (int c = 0; c < 256; c++) {
            lower[c] = (byte) (c >= 'A' && c <= 'Z' ? c + 32 : c);
        }
        return lower;
    }

    /** Octets of a string whose characters are all below 256. */
    public static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A string of octets, one character each. */
    public static String text(byte[] octets, int start, int end) {
        return new String(octets, start, end - start, StandardCharsets.ISO_8859_1);
    }

    /** tchar of RFC 9110 section 5.6.2. */
    public static boolean isToken(byte octet) {
        return (CLASSES[octet & 0xff] & TOKEN) != 0;
    }

    /** Whether all octets from start to end are those of a token. */
    public static boolean isToken(byte[] octets, int start, int end) {
        int at = start;
        while (at < end && isToken(octets[at])) {
            at++;
        }
        return at == end;
    }

    /** field-vchar, space or tab of RFC 9110 section 5.5, obs-text included. */
    public static boolean isFieldValue(byte octet) {
        return (CLASSES[octet & 0xff] & FIELD_VALUE) != 0;
    }

    /** What a request target may hold. */
    public static boolean isTarget(byte octet) {
        return (CLASSES[octet & 0xff] & TARGET) != 0;
    }

    public static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    public static byte lower(byte octet) {
        return LOWER[octet & 0xff];
    }

    /** The value of a hexadecimal digit, or -1. */
    public static int hexDigit(byte octet) {
        if (octet >= '0' && octet <= '9') {
            return octet - '0';
        }
        int letter = octet | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    /** Whether the span equals the name without regard to case; the name is given in lower case. */
    /** The position behind the last such octet between start and end, or start where there is none. */
    public static int after(byte[] octets, int start, int end, byte octet) {
        int at = end;
        while (at > start && octets[at - 1] != octet) {
            at--;
        }
        return at;
    }

    public static boolean equalsIgnoreCase(byte[] octets, int start, int end, byte[] lowerName) {
        if (end - start != lowerName.length) {
            return false;
        }
        for (int i = 0; i < lowerName.length; i++) {
            if (LOWER[octets[start + i] & 0xff] != lowerName[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the span equals the octets. */
    public static boolean equals(byte[] octets, int start, int end, byte[] other) {
        return java.util.Arrays.equals(octets, start, end, other, 0, other.length);
    }

    /** Writes a number of at least 0 in decimal and returns the position after it. At most 19 octets. */
    public static int putDecimal(byte[] into, int position, long number) {
        int length = decimalLength(number);
        long rest = number;
        for (int i = position + length - 1; i >= position; i--) {
            into[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return position + length;
    }

    private static int decimalLength(long number) {
        int length = 1;
        for (long bound = 10; length < 19 && number >= bound; bound *= 10) {
            length++;
        }
        return length;
    }

    /** The hexadecimal digit, lower case, of a number from 0 to 15. */
    public static byte hex(int number) {
        return HEX[number];
    }
}
