package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.config.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The addresses of some networks of one family as ranges that do not overlap, in their order: a look-up is a binary search. */
final class AddressSet {
    private final byte[][] first;
    private final byte[][] last;

    /** @param octets length of an address: 4 or 16; networks of the other family are left out */
    AddressSet(List<Network> networks, int octets) {
        List<byte[]> firsts = new ArrayList<>();
        List<byte[]> lasts = new ArrayList<>();
        networks.stream()
                .filter(network -> network.address().length == octets)
                .sorted(Comparator.comparing(Network::address, Arrays::compareUnsigned)
                        .thenComparing(Network::prefixBits))
                .forEach(network -> add(network, firsts, lasts));
        first = firsts.toArray(byte[][]::new);
        last = lasts.toArray(byte[][]::new);
    }

    /** Two networks overlap only where one lies in the other, and the larger one comes first. */
    private static void add(Network network, List<byte[]> firsts, List<byte[]> lasts) {
        if (lasts.isEmpty() || Arrays.compareUnsigned(network.address(), lasts.getLast()) > 0) {
            firsts.add(network.address());
            lasts.add(lastOf(network));
        }
    }

    private static byte[] lastOf(Network network) {
        byte[] last = network.address().clone();
        for (int bit = network.prefixBits(); bit < last.length * 8; bit++) {
            last[bit / 8] |= (byte) (0x80 >> bit % 8);
        }
        return last;
    }

    boolean contains(byte[] address) {
        int low = 0;
        int high = first.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(address, first[middle]) < 0) {
                high = middle - 1;
            } else if (Arrays.compareUnsigned(address, last[middle]) > 0) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }
}
