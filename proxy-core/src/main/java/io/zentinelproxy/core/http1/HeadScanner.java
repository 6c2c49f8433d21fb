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

    /** Room for what is still to come of a head, at least. */
    private static final int LEAST_ROOM = 1024;

    private HeadScanner() {}

    /**
     * Waits for a whole head and leaves the inlet after it, the head pinned.
     *
     * @return the offset where it begins
     */
    static int take(Receiver from, SectionLimits limits) throws Fault {
        from.inHead(true);
        int end = await(from, limits, true);
        Inlet inlet = from.inlet();
        int start = inlet.position();
        inlet.position(end);
        inlet.pin();
        from.inHead(false);
        return start;
    }

    /**
     * Waits until a whole head stands in the inlet, or a trailer section, which has no start line.
     *
     * @return the offset after its empty line; it begins at the inlet's position
     */
    static int await(Receiver from, SectionLimits limits, boolean startLine) throws Fault {
        Inlet inlet = from.inlet();
        if (startLine) {
            skipEmptyLines(from);
        }
        int scanned = 0;
        int line = startLine ? 0 : 1;
        int lineStart = 0;
        while (true) {
            byte[] octets = inlet.octets();
            int start = inlet.position();
            int end = Math.min(inlet.limit(), start + limits.octets());
            int at = start + scanned;
            while (at < end) {
                byte octet = octets[at];
                if (octet > '\r' || octet != '\r' && octet != '\n') {
                    at++;
                    continue;
                }
                if (octet == '\n' || at + 1 < end && octets[at + 1] != '\n') {
                    throw line == 0 ? from.side().badStartLine() : from.side().badField();
                }
                if (at + 1 == end) {
                    break;
                }
                if (at == start + lineStart) {
                    return at + 2;
                }
                at += 2;
                lineStart = at - start;
                line++;
            }
            scanned = at - start;
            checkUnfinished(octets, start + lineStart, end, line, limits, from.side());
            if (end - start == limits.octets()) {
                throw from.side().tooLarge(line == 0);
            }
            // As much again as has come: who sends little makes us hold little.
            int room = Math.min(limits.octets() - (end - start), Math.max(end - start, LEAST_ROOM));
            if (!inlet.reserve(room)) {
                throw from.side().holdExhausted();
            }
            from.more();
        }
    }

    /** Judges what has come of a section whose end has not: the last line, and how many there are before it. */
    private static void checkUnfinished(
            byte[] octets, int lineStart, int end, int line, SectionLimits limits, MessageSide side) throws Fault {
        if (line > limits.fields() + 1) {
            throw side.tooManyFields();
        }
        if (line > 0 && end - lineStart > limits.nameOctets()) {
            FieldLines.checkUnfinished(octets, lineStart, end, limits, side);
        }
        if (line == 0 && end - lineStart == limits.octets() && Ascii.isToken(octets, lineStart, end)) {
            throw side.badStartLine();
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
                if (from.side() == MessageSide.RESPONSE ? first != 'H' : !Ascii.isToken(first)) {
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
