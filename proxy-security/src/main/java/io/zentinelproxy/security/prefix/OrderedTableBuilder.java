package io.zentinelproxy.security.prefix;

import io.zentinelproxy.core.config.Network;

/**
 * A table out of networks that come in their order and do not overlap, as those of a database do: neighbours of the same value become
 * one range as they come, so that a database of millions of networks with few values takes little. Confined to one thread.
 */
public final class OrderedTableBuilder {
    private final RangesBuilder ipv4 = new RangesBuilder();
    private final RangesBuilder ipv6 = new RangesBuilder();
    private int size;

    /** @param value from 0 to {@link PrefixTable#MAX_VALUE} */
    public void add(Network network, int value) {
        byte[] address = network.address();
        if (address.length == 4) {
            ipv4.add(Octets.ipv4(address), 0, network.prefixBits(), value);
        } else {
            ipv6.add(Octets.high(address), Octets.low(address), network.prefixBits(), value);
        }
        size++;
    }

    /**
     * All IPv4 addresses from this one on, up to the next that is named so.
     *
     * @param address in the 32 high bits
     * @param value as in {@link #add}, or {@link PrefixTable#NONE}
     */
    public void ipv4From(long address, int value) {
        ipv4.from(address, 0, value);
        size++;
    }

    /** All IPv6 addresses from this one on, likewise. */
    public void ipv6From(long high, long low, int value) {
        ipv6.from(high, low, value);
        size++;
    }

    public PrefixTable build() {
        return new PrefixTable(ipv4.build(), ipv6.build(), size);
    }
}
