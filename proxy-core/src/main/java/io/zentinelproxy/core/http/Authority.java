package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.ClientFault;

/** {@code uri-host [":" port]} (RFC 9110 section 7.2): no user information, no path, no list. */
public final class Authority {
    private static final int MAX_PORT = 65_535;

    private Authority() {}

    static void check(byte[] octets, int start, int end) throws ClientFault {
        if (start == end) {
            throw bad();
        }
        int hostEnd = octets[start] == '[' ? literalEnd(octets, start, end) : nameEnd(octets, start, end);
        if (hostEnd == start || hostEnd < end && !isPort(octets, hostEnd, end)) {
            throw bad();
        }
    }

    /** Where the host ends: at the colon of the port, or at the end. */
    public static int hostEnd(byte[] octets, int start, int end) {
        int at = start;
        boolean literal = start < end && octets[start] == '[';
        while (at < end && (literal ? octets[at] != ']' : octets[at] != ':')) {
            at++;
        }
        return literal && at < end ? at + 1 : at;
    }

    private static int nameEnd(byte[] octets, int start, int end) throws ClientFault {
        int at = start;
        while (at < end && octets[at] != ':') {
            byte octet = octets[at];
            // A percent sign or a sub-delimiter is legal in a reg-name and means something in no DNS name.
            if (!Character.isLetterOrDigit(octet & 0x7f) || octet < 0) {
                if (octet != '-' && octet != '.' && octet != '_') {
                    throw bad();
                }
            }
            at++;
        }
        return at;
    }

    private static int literalEnd(byte[] octets, int start, int end) throws ClientFault {
        for (int at = start + 1; at < end; at++) {
            byte octet = octets[at];
            if (octet == ']') {
                return at > start + 2 ? at + 1 : start;
            }
            if (Ascii.hexDigit(octet) < 0 && octet != ':' && octet != '.') {
                throw bad();
            }
        }
        throw bad();
    }

    private static boolean isPort(byte[] octets, int colon, int end) {
        if (octets[colon] != ':' || end - colon < 2 || end - colon > 6) {
            return false;
        }
        int port = 0;
        for (int at = colon + 1; at < end; at++) {
            if (!Ascii.isDigit(octets[at])) {
                return false;
            }
            port = port * 10 + octets[at] - '0';
        }
        return port <= MAX_PORT;
    }

    private static ClientFault bad() {
        return new ClientFault(ClientFault.Kind.BAD_HOST);
    }
}
