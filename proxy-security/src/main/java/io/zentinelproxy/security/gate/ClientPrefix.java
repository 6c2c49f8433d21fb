package io.zentinelproxy.security.gate;

import io.zentinelproxy.security.prefix.Octets;

/**
 * Which addresses count as one client. A client of IPv6 has at least a whole /64 to itself (RFC 6177), so that its single addresses
 * say nothing.
 *
 * @param ipv4Bits from 8 to 32
 * @param ipv6Bits from 16 to 64
 */
record ClientPrefix(int ipv4Bits, int ipv6Bits) {
    /** Before an IPv4 address: 0:ffff::/32 is reserved (RFC 4291 section 2.4), so that no client of IPv6 has it. */
    private static final long IPV4 = 0xffffL << 32;

    /** In place of zero, which is no key: ::1 has it. Reserved as well. */
    private static final long ZERO = 1;

    /** A number, never zero, that all addresses of one client have and no other's. */
    long keyOf(byte[] address) {
        if (Octets.isIpv4(address)) {
            long prefix = Octets.ipv4(address) & -1L << 64 - ipv4Bits;
            return IPV4 | prefix >>> 32;
        }
        long prefix = Octets.high(address) & -1L << 64 - ipv6Bits;
        return prefix == 0 ? ZERO : prefix;
    }
}
