package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.LimitFault;

/**
 * What a Range field may ask for (RFC 9110 section 14.2). Many ranges make one small request a large answer (CVE-2011-3192), and
 * positions beyond any number have overflowed origins (CVE-2017-7529): section 15.5.17 has both refused. Units other than bytes
 * are the origin's, as far as their number goes.
 */
final class RangeRules {
    /** Ranges of one request. Section 17.15 asks for a limit; readers of documents ask for some dozens. */
    private static final int MOST_RANGES = 64;

    /** Digits of a position: as for a length, below 2^63. */
    private static final int MOST_DIGITS = 18;

    private static final byte[] BYTES = Ascii.octets("bytes");

    private RangeRules() {}

    /**
     * @throws LimitFault TOO_MANY_RANGES
     * @throws ClientFault BAD_RANGE if there are two fields, or one that asks for bytes in no form that the RFC has
     */
    static void check(Fields fields) throws ClientFault, LimitFault {
        int line = fields.find(FieldName.RANGE);
        refuse(fields.find(FieldName.RANGE, line + 1) >= 0);
        byte[] octets = fields.octets(line);
        int start = fields.valueStart(line);
        int end = fields.valueEnd(line);
        int unitEnd = start;
        while (unitEnd < end && Ascii.isToken(octets[unitEnd])) {
            unitEnd++;
        }
        refuse(unitEnd == start || unitEnd == end || octets[unitEnd] != '=');
        limit(octets, unitEnd, end);
        if (Ascii.equalsIgnoreCase(octets, start, unitEnd, BYTES)) {
            checkRanges(octets, unitEnd + 1, end);
        }
    }

    private static void limit(byte[] octets, int start, int end) throws LimitFault {
        int ranges = 1;
        for (int at = start; at < end; at++) {
            if (octets[at] == ',' && ++ranges > MOST_RANGES) {
                throw new LimitFault(LimitFault.Kind.TOO_MANY_RANGES);
            }
        }
    }

    private static void checkRanges(byte[] octets, int start, int end) throws ClientFault {
        int at = start;
        while (true) {
            at = checkRange(octets, skipBlanks(octets, at, end), end);
            at = skipBlanks(octets, at, end);
            if (at == end) {
                return;
            }
            refuse(octets[at] != ',');
            at++;
        }
    }

    /** {@code first "-" [ last ]} or {@code "-" length}; returns its end. */
    private static int checkRange(byte[] octets, int start, int end) throws ClientFault {
        int dash = digitsEnd(octets, start, end);
        refuse(dash == end || octets[dash] != '-');
        int last = dash + 1;
        int rangeEnd = digitsEnd(octets, last, end);
        boolean hasFirst = dash > start;
        boolean hasLast = rangeEnd > last;
        refuse(!hasFirst && !hasLast);
        refuse(hasFirst && hasLast && number(octets, start, dash) > number(octets, last, rangeEnd));
        return rangeEnd;
    }

    private static int digitsEnd(byte[] octets, int start, int end) throws ClientFault {
        int at = start;
        while (at < end && Ascii.isDigit(octets[at])) {
            at++;
        }
        refuse(at - start > MOST_DIGITS);
        return at;
    }

    private static long number(byte[] octets, int start, int end) {
        long number = 0;
        for (int at = start; at < end; at++) {
            number = number * 10 + octets[at] - '0';
        }
        return number;
    }

    private static int skipBlanks(byte[] octets, int start, int end) {
        int at = start;
        while (at < end && (octets[at] == ' ' || octets[at] == '\t')) {
            at++;
        }
        return at;
    }

    private static void refuse(boolean bad) throws ClientFault {
        if (bad) {
            throw new ClientFault(ClientFault.Kind.BAD_RANGE);
        }
    }
}
