package io.zentinelproxy.security.prefix;

import io.zentinelproxy.core.config.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Takes prefixes in any order. Of two that are the same the greater value holds. Confined to one thread. */
public final class PrefixTableBuilder {
    private static final int INITIAL = 64;
    private static final int MAPPED_BITS = 96;

    /** Bits of a packed prefix behind its address: its length, then its value. */
    private static final int LENGTH_BITS = 8;

    private static final int VALUE_BITS = 8;

    /** IPv4: the address with its top bit turned, the length and the value in one number, so that they sort as they are. */
    private long[] packed = new long[INITIAL];

    private int ipv4Count;
    private final List<Wide> wide = new ArrayList<>();

    /** An IPv6 prefix. */
    private record Wide(long high, long low, int bits, int value) implements Comparable<Wide> {
        @Override
        public int compareTo(Wide other) {
            int order = Long.compareUnsigned(high, other.high);
            order = order == 0 ? Long.compareUnsigned(low, other.low) : order;
            order = order == 0 ? bits - other.bits : order;
            return order == 0 ? value - other.value : order;
        }
    }

    /** @param value from 0 to {@link PrefixTable#MAX_VALUE} */
    public void add(Network network, int value) {
        if (value < 0 || value > PrefixTable.MAX_VALUE) {
            throw new IllegalArgumentException("value " + value);
        }
        byte[] address = network.address();
        int bits = network.prefixBits();
        if (address.length == 4) {
            addIpv4(Octets.ipv4(address), bits, value);
        } else if (bits >= MAPPED_BITS && Octets.isIpv4(address)) {
            addIpv4(Octets.ipv4(address), bits - MAPPED_BITS, value);
        } else {
            wide.add(new Wide(Octets.high(address), Octets.low(address), bits, value));
        }
    }

    private void addIpv4(long address, int bits, int value) {
        if (ipv4Count == packed.length) {
            packed = Arrays.copyOf(packed, ipv4Count + (ipv4Count >> 1));
        }
        long shifted = (address ^ Long.MIN_VALUE) >> (32 - LENGTH_BITS - VALUE_BITS);
        packed[ipv4Count++] = shifted | (long) bits << VALUE_BITS | value;
    }

    /** Prefixes so far. */
    public int size() {
        return ipv4Count + wide.size();
    }

    /** The table of all of these; the builder is used up. */
    public PrefixTable build() {
        return new PrefixTable(ipv4(), ipv6(), size());
    }

    private Ranges ipv4() {
        if (ipv4Count == 0) {
            return Ranges.NONE;
        }
        Arrays.sort(packed, 0, ipv4Count);
        RangesBuilder ranges = new RangesBuilder();
        for (int i = 0; i < ipv4Count; i++) {
            boolean superseded = i + 1 < ipv4Count && packed[i] >> VALUE_BITS == packed[i + 1] >> VALUE_BITS;
            if (!superseded) {
                addUnpacked(packed[i], ranges);
            }
        }
        return ranges.build();
    }

    private static void addUnpacked(long prefix, RangesBuilder ranges) {
        long address = prefix >> (LENGTH_BITS + VALUE_BITS) << 32 ^ Long.MIN_VALUE;
        ranges.add(address, 0, (int) (prefix >> VALUE_BITS) & 0xff, (int) prefix & 0xff);
    }

    private Ranges ipv6() {
        if (wide.isEmpty()) {
            return Ranges.NONE;
        }
        Collections.sort(wide);
        RangesBuilder ranges = new RangesBuilder();
        for (int i = 0; i < wide.size(); i++) {
            Wide one = wide.get(i);
            if (i + 1 == wide.size() || !isSame(one, wide.get(i + 1))) {
                ranges.add(one.high, one.low, one.bits, one.value);
            }
        }
        return ranges.build();
    }

    private static boolean isSame(Wide one, Wide other) {
        return one.high == other.high && one.low == other.low && one.bits == other.bits;
    }
}
