package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.Ascii;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * How proxies write an address in X-Forwarded-For and in Forwarded (RFC 7239 section 6): as a literal, IPv6 with or without brackets,
 * with or without a port, in quotes or not. A name, {@code unknown}, an identifier that hides the address and a zone are none.
 */
final class AddressNode {
    /** An IPv6 literal that ends in an IPv4 one. */
    private static final int MAX_LITERAL = 45;

    private static final int IPV4_DOTS = 3;

    private AddressNode() {}

    /** The address in a span, or null where there is none. The port is not kept: no filter asks for it. */
    static @Nullable InetAddress parse(byte[] octets, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && isPadding(octets[start])) {
            start++;
        }
        while (end > start && isPadding(octets[end - 1])) {
            end--;
        }
        if (start < end && octets[start] == '[') {
            int close = start + 1;
            while (close < end && octets[close] != ']') {
                close++;
            }
            return close == end ? null : literal(octets, start + 1, close, true);
        }
        int colon = indexOf(octets, start, end, ':');
        boolean port = colon < end && indexOf(octets, colon + 1, end, ':') == end;
        return literal(octets, start, port ? colon : end, colon < end && !port);
    }

    private static boolean isPadding(byte octet) {
        return octet == ' ' || octet == '\t' || octet == '"';
    }

    private static int indexOf(byte[] octets, int start, int end, char octet) {
        int at = start;
        while (at < end && octets[at] != octet) {
            at++;
        }
        return at;
    }

    private static @Nullable InetAddress literal(byte[] octets, int start, int end, boolean ipv6) {
        int dots = 0;
        for (int at = start; at < end; at++) {
            byte octet = octets[at];
            boolean fits = octet == '.' || (ipv6 ? octet == ':' || Ascii.hexDigit(octet) >= 0 : Ascii.isDigit(octet));
            if (!fits) {
                return null;
            }
            dots += octet == '.' ? 1 : 0;
        }
        // Java takes 127.1 and 2130706433 for addresses as well.
        if (start == end || end - start > MAX_LITERAL || !ipv6 && dots != IPV4_DOTS) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(Ascii.text(octets, start, end));
        } catch (IllegalArgumentException notALiteral) {
            return null;
        }
    }
}
