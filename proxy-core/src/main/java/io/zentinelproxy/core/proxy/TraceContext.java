package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;

/**
 * The client's traceparent and tracestate (W3C Trace Context, level 1) go on as they came, or not at all: a traceparent that is
 * malformed or there twice ends its trace here, and a tracestate means nothing without it (sections 3.2 and 3.3).
 */
final class TraceContext {
    /** {@code 00-TRACE-PARENT-FLAGS}, with 32, 16 and 2 digits; later versions may say more behind another hyphen. */
    private static final int LENGTH = 55;

    private static final int TRACE = 3;
    private static final int PARENT = 36;
    private static final int FLAGS = 53;

    private TraceContext() {}

    static void check(Fields fields) {
        int line = fields.find(FieldName.TRACEPARENT);
        if (line < 0) {
            fields.remove(FieldName.TRACESTATE);
            return;
        }
        boolean once = fields.find(FieldName.TRACEPARENT, line + 1) < 0;
        if (!once || !isWellFormed(fields.octets(line), fields.valueStart(line), fields.valueEnd(line))) {
            fields.remove(FieldName.TRACEPARENT);
            fields.remove(FieldName.TRACESTATE);
        }
    }

    private static boolean isWellFormed(byte[] octets, int start, int end) {
        if (end - start < LENGTH) {
            return false;
        }
        boolean first = octets[start] == '0' && octets[start + 1] == '0';
        boolean none = octets[start] == 'f' && octets[start + 1] == 'f';
        boolean longer = end - start > LENGTH;
        return !none
                && (first ? !longer : !longer || octets[start + LENGTH] == '-')
                && isHex(octets, start, start + TRACE - 1)
                && isIdentifier(octets, start + TRACE, start + PARENT - 1)
                && isIdentifier(octets, start + PARENT, start + FLAGS - 1)
                && octets[start + FLAGS - 1] == '-'
                && isHex(octets, start + FLAGS, start + LENGTH);
    }

    /** Digits behind a hyphen, not all of them zero. */
    private static boolean isIdentifier(byte[] octets, int start, int end) {
        boolean zero = true;
        for (int at = start; at < end; at++) {
            zero &= octets[at] == '0';
        }
        return !zero && octets[start - 1] == '-' && isHex(octets, start, end);
    }

    /** Lower case only. */
    private static boolean isHex(byte[] octets, int start, int end) {
        for (int at = start; at < end; at++) {
            byte octet = octets[at];
            if ((octet < '0' || octet > '9') && (octet < 'a' || octet > 'f')) {
                return false;
            }
        }
        return true;
    }
}
