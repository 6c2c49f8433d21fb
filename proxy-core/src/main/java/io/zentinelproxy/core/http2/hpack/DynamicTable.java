package io.zentinelproxy.core.http2.hpack;

import io.zentinelproxy.core.bytes.Ascii;
import java.util.Arrays;

/**
 * The dynamic table of RFC 7541 section 2.3.2: fields, each laid out as in {@link FieldSection}, one behind the other in one array. The
 * oldest are evicted at its front; where there is no more room at its back, those left are moved to the front. Nothing is held until the
 * first field comes, and the arrays grow with what is in the table. The four octets between name, value and end of line are fewer than the
 * 32 that an entry counts besides its own (section 4.1), so that the array needs at most a quarter more than the table's size.
 */
final class DynamicTable {
    private static final byte[] NO_OCTETS = {};
    private static final int[] NO_ENTRIES = {};
    private static final int LEAST_OCTETS = 256;
    private static final int LEAST_ENTRIES = 8;

    /** Colon, blank, CR, LF. */
    static final int LINE_OVERHEAD = 4;

    private static final int START = 0;
    private static final int NAME_LENGTH = 1;
    private static final int VALUE_LENGTH = 2;
    private static final int WIDTH = 3;

    private int maxSize;
    private int size;
    private byte[] octets = NO_OCTETS;
    private int tail;

    /** Where octets[0] is, counted from the first octet that ever came; may overflow, and only differences matter. */
    private int origin;

    /** A ring of entries, as many as a power of two; START is counted as origin is. */
    private int[] entries = NO_ENTRIES;

    private int mask;

    /** Entries that ever came; may overflow, and only differences matter. */
    private int inserted;

    private int count;

    DynamicTable(int maxSize) {
        this.maxSize = maxSize;
    }

    /** In octets as section 4.1 counts them. */
    int maxSize() {
        return maxSize;
    }

    int size() {
        return size;
    }

    int count() {
        return count;
    }

    int inserted() {
        return inserted;
    }

    /** Octets of memory for what is held. */
    int heldOctets() {
        return octets.length + entries.length * Integer.BYTES;
    }

    /** Changes the size; the oldest entries leave as long as all take more. */
    void setMaxSize(int octets) {
        maxSize = octets;
        evictTo(octets);
        if (count == 0) {
            clear();
        }
    }

    private void clear() {
        count = 0;
        size = 0;
        octets = NO_OCTETS;
        entries = NO_ENTRIES;
        tail = 0;
    }

    private void evictTo(int most) {
        while (size > most) {
            int at = entry(count);
            size -= entries[at + NAME_LENGTH] + entries[at + VALUE_LENGTH] + FieldSection.FIELD_OVERHEAD;
            count--;
        }
    }

    /** Where the entry of an index stands; the newest has index 1. */
    private int entry(int index) {
        return (inserted - index & mask) * WIDTH;
    }

    byte[] octets() {
        return octets;
    }

    /** Where in {@link #octets} the field of an index begins. */
    int start(int index) {
        return entries[entry(index) + START] - origin;
    }

    int nameLength(int index) {
        return entries[entry(index) + NAME_LENGTH];
    }

    int valueLength(int index) {
        return entries[entry(index) + VALUE_LENGTH];
    }

    /** Adds a field that is laid out elsewhere, not in this table. One that is larger than the table leaves it empty (section 4.4). */
    void add(byte[] line, int start, int nameLength, int valueLength) {
        if (makeRoom(nameLength, valueLength)) {
            System.arraycopy(line, start, octets, tail, nameLength + valueLength + LINE_OVERHEAD);
            push(nameLength, valueLength);
        }
    }

    /** Adds a field that is not yet laid out; its name will be in lower case. */
    void add(byte[] name, int nameStart, int nameEnd, byte[] value, int valueStart, int valueEnd) {
        int nameLength = nameEnd - nameStart;
        int valueLength = valueEnd - valueStart;
        if (makeRoom(nameLength, valueLength)) {
            int at = tail;
            for (int from = nameStart; from < nameEnd; from++) {
                octets[at++] = Ascii.lower(name[from]);
            }
            octets[at++] = ':';
            octets[at++] = ' ';
            System.arraycopy(value, valueStart, octets, at, valueLength);
            octets[at + valueLength] = '\r';
            octets[at + valueLength + 1] = '\n';
            push(nameLength, valueLength);
        }
    }

    private boolean makeRoom(int nameLength, int valueLength) {
        long entrySize = (long) nameLength + valueLength + FieldSection.FIELD_OVERHEAD;
        if (entrySize > maxSize) {
            evictTo(0);
            return false;
        }
        evictTo(maxSize - (int) entrySize);
        int length = nameLength + valueLength + LINE_OVERHEAD;
        if (length > octets.length - tail) {
            move(length);
        }
        if ((count + 1) * WIDTH > entries.length) {
            growEntries();
        }
        return true;
    }

    /** Moves all fields to the front, of a larger array where they would fill more than three quarters of this one. */
    private void move(int length) {
        int head = count == 0 ? tail : start(count);
        int needed = tail - head + length;
        int most = maxSize + maxSize / 4;
        int capacity = Math.max(octets.length, Math.min(most, LEAST_OCTETS));
        while (needed > capacity - capacity / 4 && capacity < most) {
            capacity = Math.min(most, capacity * 2);
        }
        byte[] to = capacity == octets.length ? octets : new byte[capacity];
        System.arraycopy(octets, head, to, 0, tail - head);
        octets = to;
        origin += head;
        tail -= head;
    }

    private void growEntries() {
        int slots = Math.max(LEAST_ENTRIES, entries.length / WIDTH * 2);
        int[] grown = new int[slots * WIDTH];
        for (int index = 1; index <= count; index++) {
            int to = (inserted - index & slots - 1) * WIDTH;
            System.arraycopy(entries, entry(index), grown, to, WIDTH);
        }
        entries = grown;
        mask = slots - 1;
    }

    private void push(int nameLength, int valueLength) {
        inserted++;
        count++;
        int at = entry(1);
        entries[at + START] = origin + tail;
        entries[at + NAME_LENGTH] = nameLength;
        entries[at + VALUE_LENGTH] = valueLength;
        size += nameLength + valueLength + FieldSection.FIELD_OVERHEAD;
        tail += nameLength + valueLength + LINE_OVERHEAD;
    }

    /** Whether an index has this name, whatever its case. */
    boolean isName(int index, byte[] name, int start, int end) {
        return FieldHash.isName(name, start, end, octets, start(index), nameLength(index));
    }

    boolean isValue(int index, byte[] value, int start, int end) {
        int from = start(index) + nameLength(index) + 2;
        return Arrays.equals(value, start, end, octets, from, from + valueLength(index));
    }
}
