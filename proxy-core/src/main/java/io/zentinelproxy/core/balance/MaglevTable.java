package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.bytes.Xxh64;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table with a prime number of places, which endpoints took in turn, each by its own list of preferences, as many as its weight says
 * (Eisenbud and others: Maglev, NSDI 2016, section 3.4). Turns go by name, so that the order of the configuration does not matter.
 * Immutable; four octets a place.
 */
final class MaglevTable {
    private static final int FREE = -1;
    private static final long OFFSET_SEED = 1;
    private static final long SKIP_SEED = 2;

    private final int[] places;

    MaglevTable(List<Endpoint> endpoints, int size) {
        places = new int[size];
        Arrays.fill(places, FREE);
        fill(endpoints, inOrderOfNames(endpoints));
    }

    private static int[] inOrderOfNames(List<Endpoint> endpoints) {
        return IntStream.range(0, endpoints.size())
                .boxed()
                .sorted(Comparator.comparing(position -> endpoints.get(position).name()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private void fill(List<Endpoint> endpoints, int[] order) {
        long[] names = Names.hashes(endpoints);
        int size = places.length;
        int[] wish = new int[names.length];
        int[] skip = new int[names.length];
        for (int position = 0; position < names.length; position++) {
            wish[position] = (int) Long.remainderUnsigned(Xxh64.hash(names[position], OFFSET_SEED), size);
            skip[position] = (int) Long.remainderUnsigned(Xxh64.hash(names[position], SKIP_SEED), size - 1) + 1;
        }
        long heaviest = endpoints.stream().mapToLong(Endpoint::weight).max().orElse(1);
        long[] credit = new long[names.length];
        int taken = 0;
        while (true) {
            for (int position : order) {
                credit[position] += endpoints.get(position).weight();
                if (credit[position] < heaviest) {
                    continue;
                }
                credit[position] -= heaviest;
                while (places[wish[position]] != FREE) {
                    wish[position] = next(wish[position], skip[position], size);
                }
                places[wish[position]] = position;
                taken++;
                if (taken == size) {
                    return;
                }
            }
        }
    }

    private static int next(int place, int skip, int size) {
        int left = size - skip;
        return place >= left ? place - left : place + skip;
    }

    int size() {
        return places.length;
    }

    /** Whose place it is, by position among all. */
    int owner(int place) {
        return places[place];
    }
}
