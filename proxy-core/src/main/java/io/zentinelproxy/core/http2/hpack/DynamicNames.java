package io.zentinelproxy.core.http2.hpack;

/**
 * Finds fields in an encoder's dynamic table. For each hash only the entry is remembered that came last; it may be gone, or be another one,
 * which is seen when it is compared. So this never grows, nothing is taken out of it, and a field that is not found is written once more.
 */
final class DynamicNames {
    private static final int SLOTS = 128;

    private final DynamicTable table;

    /** By hash: the number of the entry, whose lower 16 bits tell apart more entries than a table of 4,096 octets holds. */
    private final short[] byField = new short[SLOTS];

    private final short[] byName = new short[SLOTS];

    DynamicNames(DynamicTable table) {
        this.table = table;
    }

    /** The index, within the dynamic table, of this name and value; 0 where there is none. */
    int find(int fieldHash, byte[] name, int ns, int ne, byte[] value, int vs, int ve) {
        int index = index(byField[fieldHash & SLOTS - 1]);
        return index != 0 && table.isValue(index, value, vs, ve) && table.isName(index, name, ns, ne) ? index : 0;
    }

    /** The index of some field with this name; 0 where there is none. */
    int findName(int nameHash, byte[] name, int start, int end) {
        int index = index(byName[nameHash & SLOTS - 1]);
        return index != 0 && table.isName(index, name, start, end) ? index : 0;
    }

    /** The field that was just added has these hashes. */
    void added(int nameHash, int fieldHash) {
        short number = (short) (table.inserted() - 1);
        byField[fieldHash & SLOTS - 1] = number;
        byName[nameHash & SLOTS - 1] = number;
    }

    private int index(short number) {
        int index = table.inserted() - number & 0xffff;
        return index <= table.count() ? index : 0;
    }
}
