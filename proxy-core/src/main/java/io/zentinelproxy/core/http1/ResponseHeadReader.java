package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.bytes.Inlet;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.HttpVersion;
import io.zentinelproxy.core.http.ResponseHead;

/** Reads a response head (RFC 9112 section 4) and leaves the inlet after it, the head pinned. As strict as for requests. */
final class ResponseHeadReader {
    /** 64 KiB and 256 lines; a line may take all of it. */
    private static final SectionLimits LIMITS = new SectionLimits(64 * 1024, 256, 64 * 1024, 64 * 1024);

    private static final byte[] VERSION = Ascii.octets("HTTP/1.");

    /** {@code HTTP/1.x SP 3DIGIT}. */
    private static final int STATUS_END = 12;

    void read(Receiver from, ResponseHead head) throws Fault {
        int start = HeadScanner.take(from, LIMITS);
        Inlet inlet = from.inlet();
        byte[] octets = inlet.octets();
        int end = inlet.position();
        int fields = statusLine(octets, start, head);
        FieldLines.read(octets, fields, end, head.fields(), LIMITS, MessageSide.RESPONSE);
    }

    private static int statusLine(byte[] octets, int start, ResponseHead head) throws Fault {
        int lineEnd = start;
        while (octets[lineEnd] != '\r') {
            lineEnd++;
        }
        int minor = lineEnd - start < STATUS_END ? -1 : octets[start + 7] - '0';
        boolean good = (minor == 0 || minor == 1)
                && Ascii.equals(octets, start, start + 7, VERSION)
                && octets[start + 8] == ' '
                && (lineEnd == start + STATUS_END || octets[start + STATUS_END] == ' ');
        if (!good) {
            throw MessageSide.RESPONSE.badStartLine();
        }
        int reason = Math.min(start + STATUS_END + 1, lineEnd);
        checkReason(octets, reason, lineEnd);
        head.reset(octets, HttpVersion.http1(minor), status(octets, start + 9), reason, lineEnd);
        return lineEnd + 2;
    }

    private static int status(byte[] octets, int start) throws Fault {
        int status = 0;
        for (int at = start; at < start + 3; at++) {
            if (!Ascii.isDigit(octets[at])) {
                throw MessageSide.RESPONSE.badStartLine();
            }
            status = status * 10 + octets[at] - '0';
        }
        if (status < 100 || status > 599) {
            throw MessageSide.RESPONSE.badStartLine();
        }
        return status;
    }

    private static void checkReason(byte[] octets, int start, int end) throws Fault {
        for (int at = start; at < end; at++) {
            if (!Ascii.isFieldValue(octets[at])) {
                throw MessageSide.RESPONSE.badStartLine();
            }
        }
    }
}
