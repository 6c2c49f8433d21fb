package io.zentinelproxy.security.prefix;

import io.zentinelproxy.core.config.Network;

/**
 * The value of the longest prefix that an address lies in, IPv4 and IPv6 side by side. Prefixes are cut into ranges when the table
 * is built, so that a look-up is one search among sorted numbers: no more steps than an address has bits, and nothing allocated.
 * IPv4-mapped IPv6 (::ffff:0:0/96, RFC 4291 section 2.5.5.2) counts as IPv4. Immutable.
 */
public final class PrefixTable {
    /** What an address has that lies in no prefix. */
    public static final int NONE = -1;

    /** Values are one octet each in the table, and one of the 256 is {@link #NONE}: as many as there are countries. */
    public static final int MAX_VALUE = 254;

    /** No prefix at all. */
    public static final PrefixTable EMPTY = new PrefixTable(Ranges.NONE, Ranges.NONE, 0);

    private final Ranges ipv4;
    private final Ranges ipv6;
    private final int prefixes;

    PrefixTable(Ranges ipv4, Ranges ipv6, int prefixes) {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
        this.prefixes = prefixes;
    }

    /** Of one network, for who has no list. */
    public static PrefixTable of(Network network, int value) {
        PrefixTableBuilder builder = new PrefixTableBuilder();
        builder.add(network, value);
        return builder.build();
    }

    /**
     * The value of the longest prefix that holds the address, or {@link #NONE}.
     *
     * @param address 4 octets or 16, as on the wire
     */
    public int find(byte[] address) {
        if (Octets.isIpv4(address)) {
            return ipv4.find(Octets.ipv4(address), 0);
        }
        return ipv6.find(Octets.high(address), Octets.low(address));
    }

    /** Prefixes that it was built from. */
    public int prefixes() {
        return prefixes;
    }

    /** Octets of heap that its arrays take. */
    public long octets() {
        return ipv4.octets() + ipv6.octets();
    }
}
