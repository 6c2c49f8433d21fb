package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.bytes.Xxh64;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * A ring of hashes on which each endpoint has many places, as many as its weight says: a key belongs to whose place comes next (Karger and
 * others 1997). Immutable; one word a place.
 */
public final class HashRing {
    /** Places on one ring; where endpoints would have more together, each has fewer. */
    static final int MAX_PLACES = 1 << 20;

    /** Lower bits of a place: the position of its owner. The upper ones are a hash. */
    private static final int OWNER_BITS = 20;

    private static final long OWNER = (1L << OWNER_BITS) - 1;

    private final long[] places;

    /**
     * A ring of owners that weigh the same.
     *
     * @param names a hash of each one's name, the same wherever they shall agree
     */
    public HashRing(long[] names, int placesOfOne) {
        this(names, owner -> 1, placesOfOne);
    }

    HashRing(List<Endpoint> endpoints, int placesOfOne) {
        this(Names.hashes(endpoints), owner -> endpoints.get(owner).weight(), placesOfOne);
    }

    private HashRing(long[] names, IntUnaryOperator weight, int placesOfOne) {
        long wanted =
                IntStream.range(0, names.length).mapToLong(weight::applyAsInt).sum() * placesOfOne;
        double scale = Math.min(1, (double) MAX_PLACES / wanted);
        long[] ring = new long[MAX_PLACES < wanted ? MAX_PLACES + names.length : (int) wanted];
        int count = 0;
        for (int owner = 0; owner < names.length; owner++) {
            int own = (int) Math.max(1, (long) weight.applyAsInt(owner) * placesOfOne * scale);
            for (int place = 0; place < own && count < ring.length; place++) {
                ring[count++] = Xxh64.hash(names[owner], place) & ~OWNER | owner & OWNER;
            }
        }
        places = count == ring.length ? ring : Arrays.copyOf(ring, count);
        Arrays.sort(places);
    }

    int size() {
        return places.length;
    }

    /** The first place at or behind this hash. */
    public int at(long hash) {
        int found = Arrays.binarySearch(places, hash & ~OWNER);
        int place = found < 0 ? -found - 1 : found;
        return place == places.length ? 0 : place;
    }

    /** Whose place it is, by position among all. */
    public int owner(int place) {
        return (int) (places[place] & OWNER);
    }
}
