package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.ClientFault;

/**
 * What a path must not hold, because origins disagree on what it means: dot segments, plain or encoded, which clients resolve
 * before they send (RFC 3986 section 5.2.4), encoded slashes, backslashes and NUL, and percent signs that encode nothing.
 * CVE-2021-41773, CVE-2021-29492.
 */
public final class PathRules {
    private PathRules() {}

    private static final int NOT_DOTS = -1;

    /** @throws ClientFault BAD_TARGET */
    public static void check(byte[] octets, int start, int end) throws ClientFault {
        int dots = 0;
        for (int at = start; at < end; at++) {
            byte octet = octets[at];
            if (octet == '/' || octet == ';') {
                refuse(dots == 1 || dots == 2);
                dots = octet == '/' ? 0 : NOT_DOTS;
            } else if (octet == '%') {
                int decoded = decoded(octets, at, end);
                refuse(decoded == '/' || decoded == '\\' || decoded == 0);
                dots = count(dots, decoded == '.');
                at += 2;
            } else {
                dots = count(dots, octet == '.');
            }
        }
        refuse(dots == 1 || dots == 2);
    }

    private static int count(int dots, boolean dot) {
        return dot && dots != NOT_DOTS ? dots + 1 : NOT_DOTS;
    }

    private static int decoded(byte[] octets, int percent, int end) throws ClientFault {
        refuse(percent + 2 >= end);
        int high = Ascii.hexDigit(octets[percent + 1]);
        int low = Ascii.hexDigit(octets[percent + 2]);
        refuse(high < 0 || low < 0);
        return high << 4 | low;
    }

    private static void refuse(boolean bad) throws ClientFault {
        if (bad) {
            throw new ClientFault(ClientFault.Kind.BAD_TARGET);
        }
    }
}
