package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.ClientAddress;

/**
 * Which addresses count as one client. A client of IPv6 has at least a whole /64 to itself (RFC 6177), so that its single addresses say
 * nothing.
 *
 * @param ipv4Bits from 8 to 32
 * @param ipv6Bits from 16 to 128
 */
record ClientNetwork(int ipv4Bits, int ipv6Bits) {
    private static final int IPV4 = 4;

    /** Octets that a network is written in at most. */
    static final int MOST = 48;

    /** Whether the client's address says it all. */
    boolean isWhole(ClientAddress client) {
        int length = client.raw().length;
        return (length == IPV4 ? ipv4Bits : ipv6Bits) == 8 * length;
    }

    /** Writes the network of an address, such as 192.0.2.0/24 or 2001:db8:0:7::/64, and returns the position after it. */
    int put(byte[] raw, byte[] into, int position) {
        return raw.length == IPV4 ? putIpv4(raw, into, position) : putIpv6(raw, into, position);
    }

    private int putIpv4(byte[] raw, byte[] into, int position) {
        int at = position;
        for (int i = 0; i < IPV4; i++) {
            if (i > 0) {
                into[at++] = '.';
            }
            at = Ascii.putDecimal(into, at, masked(raw, i, ipv4Bits));
        }
        into[at++] = '/';
        return Ascii.putDecimal(into, at, ipv4Bits);
    }

    private int putIpv6(byte[] raw, byte[] into, int position) {
        int at = position;
        int octets = (ipv6Bits + 15) / 16 * 2;
        for (int i = 0; i < octets; i += 2) {
            at = putGroup(masked(raw, i, ipv6Bits) << 8 | masked(raw, i + 1, ipv6Bits), into, at);
            into[at++] = ':';
        }
        into[at++] = ':';
        into[at++] = '/';
        return Ascii.putDecimal(into, at, ipv6Bits);
    }

    private static int putGroup(int group, byte[] into, int position) {
        int at = position;
        for (int shift = 12; shift >= 0; shift -= 4) {
            if (at > position || group >>> shift != 0 || shift == 0) {
                into[at++] = Ascii.hex(group >>> shift & 0xf);
            }
        }
        return at;
    }

    /** The octet at this place, with zeros behind the prefix. */
    private static int masked(byte[] raw, int at, int bits) {
        int left = Math.clamp(bits - 8L * at, 0, 8);
        return raw[at] & 0xff & 0xff00 >> left;
    }
}
