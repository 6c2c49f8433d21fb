package io.zentinelproxy.core.compress;

import io.zentinelproxy.core.bytes.Ascii;

/** A field value that is a list (RFC 9110 section 5.6.1). */
final class Elements {
    private Elements() {}

    /** Whether one of the elements between commas is this, given in lower case. */
    static boolean contain(byte[] octets, int start, int end, byte[] element) {
        int from = start;
        while (from < end) {
            int comma = end(octets, from, end);
            int first = skipBlanks(octets, from, comma);
            if (Ascii.equalsIgnoreCase(octets, first, trimBlanks(octets, first, comma), element)) {
                return true;
            }
            from = comma + 1;
        }
        return false;
    }

    /** Where the element that begins here ends: at a comma, or at the end. */
    static int end(byte[] octets, int start, int end) {
        int at = start;
        while (at < end && octets[at] != ',') {
            at++;
        }
        return at;
    }

    static int skipBlanks(byte[] octets, int start, int end) {
        int at = start;
        while (at < end && (octets[at] == ' ' || octets[at] == '\t')) {
            at++;
        }
        return at;
    }

    static int trimBlanks(byte[] octets, int start, int end) {
        int at = end;
        while (at > start && (octets[at - 1] == ' ' || octets[at - 1] == '\t')) {
            at--;
        }
        return at;
    }
}
