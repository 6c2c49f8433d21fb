package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;

/** Fields whose value is a list (RFC 9110 section 5.6.1), on as many lines as it may be. */
final class ListElements {
    private ListElements() {}

    /** Whether an element of the list is just this word, given in lower case. */
    static boolean has(Fields fields, FieldName name, byte[] lowerWord) {
        for (int line = fields.find(name); line >= 0; line = fields.find(name, line + 1)) {
            if (lineHas(fields.octets(line), fields.valueStart(line), fields.valueEnd(line), lowerWord)) {
                return true;
            }
        }
        return false;
    }

    private static boolean lineHas(byte[] octets, int start, int end, byte[] lowerWord) {
        int first = start;
        for (int at = start; at < end; at++) {
            if (octets[at] == ',') {
                if (isWord(octets, first, at, lowerWord)) {
                    return true;
                }
                first = at + 1;
            }
        }
        return isWord(octets, first, end, lowerWord);
    }

    private static boolean isWord(byte[] octets, int start, int end, byte[] lowerWord) {
        int from = start;
        int to = end;
        while (from < to && isBlank(octets[from])) {
            from++;
        }
        while (to > from && isBlank(octets[to - 1])) {
            to--;
        }
        return Ascii.equalsIgnoreCase(octets, from, to, lowerWord);
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
