package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;

/** Content-Length (RFC 9110 section 8.6): digits, once, at most 18 digits. */
public final class ContentLength {
    /** More digits may not fit a long. */
    private static final int MAX_DIGITS = 18;

    private ContentLength() {}

    /** The length that the one field line says, or -1 where it is malformed or repeated, a list of equal numbers included. */
    public static long of(Fields fields) {
        int line = fields.find(FieldName.CONTENT_LENGTH);
        if (fields.find(FieldName.CONTENT_LENGTH, line + 1) >= 0) {
            return -1;
        }
        byte[] octets = fields.octets(line);
        int start = fields.valueStart(line);
        int end = fields.valueEnd(line);
        if (start == end || end - start > MAX_DIGITS) {
            return -1;
        }
        long length = 0;
        for (int at = start; at < end; at++) {
            if (!Ascii.isDigit(octets[at])) {
                return -1;
            }
            length = length * 10 + (octets[at] - '0');
        }
        return length;
    }
}
