package io.zentinelproxy.core.uri;

import io.zentinelproxy.core.bytes.Ascii;

/** The octets of a path by what they mean: RFC 3986 sections 2.2, 2.3 and 3.3. */
final class PathOctets {
    private static final byte PLAIN = 1;
    private static final byte UNRESERVED = 2;
    private static final byte DELIMITER = 4;
    private static final byte SEGMENT = 8;
    private static final byte TO_ENCODE = 16;
    private static final byte[] CLASSES = classes();

    private PathOctets() {}

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int c = 0x21; c < 0x7f; c++) {
            boolean unreserved = Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0;
            boolean delimiter = "!$&'()*+,=:@".indexOf(c) >= 0;
            classes[c] |= unreserved ? UNRESERVED : 0;
            classes[c] |= delimiter ? DELIMITER : 0;
            classes[c] |= (unreserved || delimiter) && c != '.' ? PLAIN : 0;
            classes[c] |= unreserved || delimiter || c == ';' ? SEGMENT : 0;
            classes[c] |= "\"<>[]^`{|}".indexOf(c) >= 0 ? TO_ENCODE : 0;
        }
        return classes;
    }

    private static boolean is(int octet, byte kind) {
        return (CLASSES[octet & 0xff] & kind) != 0;
    }

    /** Whether it means itself, whatever stands beside it. */
    static boolean isPlain(byte octet) {
        return is(octet, PLAIN);
    }

    /** Whether encoding it changes nothing: RFC 3986 section 2.3. */
    static boolean isUnreserved(int octet) {
        return is(octet, UNRESERVED);
    }

    /** Whether it may stand for itself in a name and be encoded there, and few origins see a difference. The semicolon is not among them. */
    static boolean isDelimiter(int octet) {
        return is(octet, DELIMITER);
    }

    /** Whether a segment may hold it as it is. */
    static boolean isSegment(byte octet) {
        return is(octet, SEGMENT);
    }

    /** Whether a path should hold it encoded only, but clients also send it as it is. */
    static boolean isToEncode(byte octet) {
        return is(octet, TO_ENCODE);
    }

    /** What the two digits behind a percent sign encode, or -1 where they are none. */
    static int encoded(byte[] octets, int percent, int end) {
        if (percent + 2 >= end) {
            return -1;
        }
        int high = Ascii.hexDigit(octets[percent + 1]);
        int low = Ascii.hexDigit(octets[percent + 2]);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /** Whether a delimiter stands encoded here, which in a name is the delimiter itself. */
    static boolean isEncodedDelimiter(byte[] octets, int at, int end) {
        if (octets[at] != '%') {
            return false;
        }
        int octet = encoded(octets, at, end);
        return octet >= 0 && isDelimiter(octet);
    }
}
