package io.zentinelproxy.core.websocket;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.http.Fields;

/**
 * Which of the three reserved bits frames may use (RFC 6455 section 5.2), as the extensions agreed in the 101 say.
 *
 * @param first mask for the first frame of a message
 * @param others mask for all other frames
 */
public record ReservedBits(int first, int others) {
    private static final byte[] EXTENSIONS = Ascii.octets("sec-websocket-extensions");
    private static final byte[] DEFLATE = Ascii.octets("permessage-deflate");
    private static final int ALL = 0x70;
    private static final int RSV1 = 0x40;

    static final ReservedBits NONE = new ReservedBits(0, 0);

    /** RFC 7692 section 6: the first frame tells that the message is compressed. */
    static final ReservedBits OF_DEFLATE = new ReservedBits(RSV1, 0);

    /** An extension that we do not know may give a meaning to each of them. */
    static final ReservedBits ANY = new ReservedBits(ALL, ALL);

    /** As these fields of a 101 tell. */
    static ReservedBits agreed(Fields fields) {
        ReservedBits agreed = NONE;
        for (int line = fields.find(EXTENSIONS, 0); line >= 0; line = fields.find(EXTENSIONS, line + 1)) {
            byte[] octets = fields.octets(line);
            int end = fields.valueEnd(line);
            for (int at = fields.valueStart(line); at < end; at = next(octets, at, end)) {
                agreed = agreed.with(octets, at, end);
            }
        }
        return agreed;
    }

    private static int next(byte[] octets, int from, int end) {
        int at = from;
        while (at < end && octets[at] != ',') {
            at++;
        }
        return at + 1;
    }

    private ReservedBits with(byte[] octets, int from, int end) {
        int start = from;
        while (start < end && (octets[start] == ' ' || octets[start] == '\t')) {
            start++;
        }
        int last = start;
        while (last < end && Ascii.isToken(octets[last])) {
            last++;
        }
        if (last == start) {
            return this;
        }
        boolean deflate = Ascii.equalsIgnoreCase(octets, start, last, DEFLATE);
        return deflate && this != ANY ? OF_DEFLATE : ANY;
    }
}
