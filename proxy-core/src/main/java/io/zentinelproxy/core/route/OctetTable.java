package io.zentinelproxy.core.route;

import io.zentinelproxy.core.bytes.Ascii;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From octets to what the configuration has under them: open addressing, built once and never changed, so that a request can choose what is
 * looked up and not how long that takes. The caller computes the hash with {@link #step} while it walks the octets. Immutable; any thread.
 */
final class OctetTable<V> {
    /** As many entries may be looked at for one look-up. */
    private static final int MAX_PROBES = 4;

    /** Entries whose whole hashes are equal stay neighbours in a table of any size; then the table stops growing. */
    private static final int MAX_SLOTS_PER_ENTRY = 64;

    private static final int SPREAD = 0x9E3779B9;

    /** In which order octets are hashed. */
    enum Reading {
        /** From the first octet. */
        FORWARDS,

        /** From the last octet. */
        BACKWARDS
    }

    private record Entry<V>(int hash, byte[] key, V value) {}

    private final Reading reading;
    private final @Nullable Entry<V>[] slots;
    private final int shift;
    private final int longest;

    /** @param entries by their octets, one character each */
    OctetTable(Reading reading, Map<String, V> entries) {
        this.reading = reading;
        longest = entries.keySet().stream().mapToInt(String::length).max().orElse(-1);
        int bits = 32 - Integer.numberOfLeadingZeros(Math.max(1, entries.size() * 2));
        while (mostProbes(entries, bits) > MAX_PROBES && 1L << bits < (long) entries.size() * MAX_SLOTS_PER_ENTRY) {
            bits++;
        }
        slots = newSlots(1 << bits);
        shift = 32 - bits;
        entries.forEach((key, value) -> put(slots, shift, entry(key, value)));
    }

    @SuppressWarnings("unchecked")
    private static <V> @Nullable Entry<V>[] newSlots(int length) {
        return (Entry<V>[]) new Entry<?>[length];
    }

    private int mostProbes(Map<String, V> entries, int bits) {
        @Nullable Entry<V>[] trial = newSlots(1 << bits);
        int most = 0;
        for (Map.Entry<String, V> one : entries.entrySet()) {
            most = Math.max(most, put(trial, 32 - bits, entry(one.getKey(), one.getValue())));
        }
        return most;
    }

    private Entry<V> entry(String text, V value) {
        byte[] key = Ascii.octets(text);
        return new Entry<>(hash(key), key, value);
    }

    private int hash(byte[] key) {
        int hash = 0;
        for (int i = 0; i < key.length; i++) {
            hash = step(hash, key[reading == Reading.FORWARDS ? i : key.length - 1 - i]);
        }
        return hash;
    }

    /** How many slots were looked at. */
    private static <V> int put(@Nullable Entry<V>[] slots, int shift, Entry<V> entry) {
        int probes = 1;
        int at = slot(entry.hash, shift);
        while (slots[at] != null) {
            at = at + 1 & slots.length - 1;
            probes++;
        }
        slots[at] = entry;
        return probes;
    }

    private static int slot(int hash, int shift) {
        return hash * SPREAD >>> shift;
    }

    /** The hash of octets and one more; the hash of none is 0. */
    static int step(int hash, byte octet) {
        return hash * 31 + octet;
    }

    /** Octets of the longest key, or -1 where there is none: nothing longer need be looked up. */
    int longest() {
        return longest;
    }

    /** What stands under these octets, or null. */
    @Nullable
    V find(int hash, byte[] octets, int start, int end) {
        int at = slot(hash, shift);
        for (Entry<V> entry = slots[at]; entry != null; entry = slots[at]) {
            if (entry.hash == hash && Ascii.equals(octets, start, end, entry.key)) {
                return entry.value;
            }
            at = at + 1 & slots.length - 1;
        }
        return null;
    }
}
