package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.bytes.Inlet;
import io.zentinelproxy.core.fault.Fault;

/**
 * Finds the end of a head, reading no further than its limit. Lines end in CRLF and in nothing else: a bare LF or CR is a line end
 * for some parsers and not for others, which is request smuggling (RFC 9112 section 2.2 lets us refuse).
 */
final class HeadScanner {
    /** Empty lines skipped before a request line (RFC 9112 section 2.2). */
    private static final int SKIPPED_LINES = 2;

    private HeadScanner() {}

    /**
     * Waits until a whole head stands in the inlet.
     *
     * @param most octets that the head may have
     * @return the offset after its empty line; it begins at the inlet's position
     */
    static int await(Receiver from, int most) throws Fault {
        Inlet inlet = from.inlet();
        skipEmptyLines(from);
        int scanned = 0;
        boolean inStartLine = true;
        int lineStart = 0;
        while (true) {
            byte[] octets = inlet.octets();
            int start = inlet.position();
            int end = Math.min(inlet.limit(), start + most);
            int at = start + scanned;
            while (at < end) {
                byte octet = octets[at];
                if (octet > '\r' || octet != '\r' && octet != '\n') {
                    at++;
                    continue;
                }
                if (octet == '\n' || at + 1 < end && octets[at + 1] != '\n') {
                    throw inStartLine ? from.side().badStartLine() : from.side().badField();
                }
                if (at + 1 == end) {
                    break;
                }
                if (at == start + lineStart) {
                    return at + 2;
                }
                at += 2;
                lineStart = at - start;
                inStartLine = false;
            }
            scanned = at - start;
            if (end - start == most) {
                throw from.side().tooLarge(inStartLine);
            }
            inlet.reserve(Math.min(most - (end - start), Inlet.DEFAULT_CAPACITY / 2));
            from.more();
        }
    }

    private static void skipEmptyLines(Receiver from) throws Fault {
        Inlet inlet = from.inlet();
        for (int skipped = 0; skipped <= SKIPPED_LINES; skipped++) {
            while (inlet.buffered() < 1) {
                from.more();
            }
            byte first = inlet.octets()[inlet.position()];
            if (first != '\r' || skipped == SKIPPED_LINES || from.side() == MessageSide.RESPONSE) {
                // A head begins with a token or with "HTTP": anything else is not HTTP, and need not be read to its
                // end.
                if (!Ascii.isToken(first)) {
                    throw from.side().badStartLine();
                }
                return;
            }
            while (inlet.buffered() < 2) {
                from.more();
            }
            if (inlet.octets()[inlet.position() + 1] != '\n') {
                throw from.side().badStartLine();
            }
            inlet.position(inlet.position() + 2);
        }
    }
}
