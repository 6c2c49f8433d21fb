package io.zentinelproxy.core.certificate;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names to what they stand for, looked up by their octets without making a text of them. Immutable. The names are the
 * configuration's, so that no client can choose ones that collide; with half of the places free, a name that is not there is known
 * after two probes on average.
 */
final class NameTable<V> {
    private final byte[][] names;
    private final Object[] values;
    private final int mask;

    NameTable(Map<String, V> entries) {
        int places = Integer.highestOneBit(Math.max(4, entries.size() * 2 - 1)) * 2;
        names = new byte[places][];
        values = new Object[places];
        mask = places - 1;
        entries.forEach(this::put);
    }

    private void put(String name, V value) {
        byte[] octets = name.getBytes(StandardCharsets.ISO_8859_1);
        int place = hash(octets, 0, octets.length) & mask;
        while (names[place] != null) {
            place = place + 1 & mask;
        }
        names[place] = octets;
        values[place] = value;
    }

    /** What stands for these octets, which are in lower case, or null. */
    @SuppressWarnings("unchecked") // Only put() fills the array, with what is a V.
    @Nullable
    V find(byte[] octets, int from, int to) {
        int place = hash(octets, from, to) & mask;
        while (names[place] != null) {
            if (java.util.Arrays.equals(names[place], 0, names[place].length, octets, from, to)) {
                return (V) values[place];
            }
            place = place + 1 & mask;
        }
        return null;
    }

    private static int hash(byte[] octets, int from, int to) {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + octets[i];
        }
        return hash ^ hash >>> 15;
    }
}
