package io.zentinelproxy.core.http2.hpack;

import io.zentinelproxy.core.bytes.Ascii;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the field blocks of one connection (RFC 7541). A block is {@link #begin begun}, its fields are written, pseudo-fields first, and
 * then it stands in {@link #octets} up to {@link #length}. A block that was encoded has to be sent, before the next one is: what it put
 * into the dynamic table the peer must know. Where that cannot be, {@link #abandon} empties both tables.
 */
public final class HpackEncoder {
    /** What is used at most of the table that the peer allows. */
    public static final int MAX_TABLE_OCTETS = 4096;

    private static final byte[] NONE = {};
    private static final int LEAST_OCTETS = 512;

    /** A longer array, which few blocks need, is not kept while a connection idles. */
    private static final int MOST_KEPT_OCTETS = 1024;

    /** Three numbers, each of a prefix and five octets, are written for a field besides its name and value. */
    private static final int FIELD_OVERHEAD = 18;

    /** Two numbers. */
    private static final int UPDATES = 12;

    /** A string that is shorter has a length of one octet, before and after it was coded. */
    private static final int SHORT_STRING = 127;

    private static final int CODED = 0x80;

    private final int maxOctets;
    private final DynamicTable table = new DynamicTable(MAX_TABLE_OCTETS);
    private final byte[] digits = new byte[3];
    private @Nullable DynamicNames names;

    private byte[] out = NONE;
    private int length;
    private boolean overflowed;

    /** Whether the peer may not have what the table has. */
    private boolean abandoned;

    /** What the table may have, by the peer's SETTINGS and ours. */
    private int tableLimit = MAX_TABLE_OCTETS;

    /** The smallest limit since the last block: the peer has to be told of it (section 4.2). */
    private int lowestLimit = MAX_TABLE_OCTETS;

    /**
     * An encoder as it is at the beginning of a connection: the peer has a table of 4,096 octets.
     *
     * @param maxOctets of a block; what goes beyond is not written
     */
    public HpackEncoder(int maxOctets) {
        this.maxOctets = maxOctets;
    }

    /** The peer allows a table of so many octets: SETTINGS_HEADER_TABLE_SIZE, of which more than 2^31-1 may be given as that. */
    public void peerTableSize(int octets) {
        tableLimit = Math.min(octets, MAX_TABLE_OCTETS);
        lowestLimit = Math.min(lowestLimit, tableLimit);
    }

    /** The block that was encoded is not sent, or only in part: the next one begins by emptying the table. */
    public void abandon() {
        length = 0;
        abandoned = true;
        lowestLimit = 0;
    }

    /** Begins a block, with the table size updates that are due. */
    public void begin() {
        length = 0;
        overflowed = false;
        if (out.length == 0) {
            out = new byte[Math.max(UPDATES, Math.min(LEAST_OCTETS, maxOctets))];
        }
        if (abandoned || lowestLimit < table.maxSize()) {
            updateTable(lowestLimit);
        }
        if (tableLimit != table.maxSize()) {
            updateTable(tableLimit);
        }
        lowestLimit = tableLimit;
        abandoned = false;
    }

    private void updateTable(int octets) {
        table.setMaxSize(octets);
        number(0x20, 5, octets);
    }

    /** The status, 100 to 999. */
    public void status(int status) {
        digits[0] = (byte) ('0' + status / 100);
        digits[1] = (byte) ('0' + status / 10 % 10);
        digits[2] = (byte) ('0' + status % 10);
        pseudo(PseudoField.STATUS, digits, 0, 3);
    }

    /** A pseudo-field, written as is good for it. */
    public void pseudo(PseudoField field, byte[] value, int start, int end) {
        byte[] name = field.octets();
        field(name, 0, name.length, value, start, end, field.indexing());
    }

    /** A field, whose name is written in lower case. */
    public void field(
            byte[] name, int nameStart, int nameEnd, byte[] value, int valueStart, int valueEnd, Indexing how) {
        if (!makeRoom(nameEnd - nameStart + valueEnd - valueStart + FIELD_OVERHEAD)) {
            return;
        }
        int hash = FieldHash.ofName(name, nameStart, nameEnd);
        int named = StaticTable.find(hash, name, nameStart, nameEnd);
        int whole = named == 0 || how == Indexing.NEVER ? 0 : StaticTable.findValue(named, value, valueStart, valueEnd);
        if (whole != 0) {
            number(0x80, 7, whole);
        } else if (how == Indexing.INDEX
                && fits(nameEnd - nameStart + valueEnd - valueStart + FieldSection.FIELD_OVERHEAD)) {
            indexed(hash, named, name, nameStart, nameEnd, value, valueStart, valueEnd);
        } else {
            literal(how == Indexing.INDEX ? Indexing.PLAIN : how, named, name, nameStart, nameEnd);
            string(value, valueStart, valueEnd);
        }
    }

    /** One that takes more than half of the table would evict what is of more use. */
    private boolean fits(int entrySize) {
        return entrySize <= table.maxSize() / 2;
    }

    private void indexed(int hash, int inStatic, byte[] name, int ns, int ne, byte[] value, int vs, int ve) {
        DynamicNames known = names;
        if (known == null) {
            known = new DynamicNames(table);
            names = known;
        }
        int fieldHash = FieldHash.ofField(hash, value, vs, ve);
        int whole = known.find(fieldHash, name, ns, ne, value, vs, ve);
        if (whole != 0) {
            number(0x80, 7, whole + StaticTable.COUNT);
            return;
        }
        int named = inStatic;
        if (named == 0) {
            int inDynamic = known.findName(hash, name, ns, ne);
            named = inDynamic == 0 ? 0 : inDynamic + StaticTable.COUNT;
        }
        literal(Indexing.INDEX, named, name, ns, ne);
        string(value, vs, ve);
        table.add(name, ns, ne, value, vs, ve);
        known.added(hash, fieldHash);
    }

    /** The beginning of a literal: the index of its name, or the name. */
    private void literal(Indexing how, int named, byte[] name, int start, int end) {
        number(how.pattern(), how.prefixBits(), named);
        if (named == 0) {
            lowerCaseString(name, start, end);
        }
    }

    private void string(byte[] octets, int start, int end) {
        int plain = end - start;
        if (plain < SHORT_STRING) {
            int coded = Huffman.encode(octets, start, end, out, length + 1);
            if (coded >= 0) {
                out[length] = (byte) (CODED | coded - length - 1);
                length = coded;
                return;
            }
        } else {
            int coded = Huffman.encodedLength(octets, start, end);
            if (coded < plain) {
                number(CODED, 7, coded);
                length = Huffman.encode(octets, start, end, out, length);
                return;
            }
        }
        number(0, 7, plain);
        System.arraycopy(octets, start, out, length, plain);
        length += plain;
    }

    private void lowerCaseString(byte[] octets, int start, int end) {
        int plain = end - start;
        if (plain < SHORT_STRING) {
            int coded = Huffman.encodeName(octets, start, end, out, length + 1);
            if (coded >= 0) {
                out[length] = (byte) (CODED | coded - length - 1);
                length = coded;
                return;
            }
        }
        number(0, 7, plain);
        for (int from = start; from < end; from++) {
            out[length++] = Ascii.lower(octets[from]);
        }
    }

    /** A number, behind a pattern that leaves so many bits of the first octet for it (section 5.1). */
    private void number(int pattern, int prefixBits, int number) {
        int most = (1 << prefixBits) - 1;
        if (number < most) {
            out[length++] = (byte) (pattern | number);
            return;
        }
        out[length++] = (byte) (pattern | most);
        int rest = number - most;
        for (; rest > 0x7f; rest >>>= 7) {
            out[length++] = (byte) (rest | 0x80);
        }
        out[length++] = (byte) rest;
    }

    private boolean makeRoom(int more) {
        if (more > out.length - length) {
            overflowed |= more > maxOctets - length;
            if (!overflowed) {
                out = Arrays.copyOf(out, Math.min(maxOctets, Math.max(out.length * 2, length + more)));
            }
        }
        return !overflowed;
    }

    DynamicTable table() {
        return table;
    }

    /** Whether fields are missing in this block because it would be too long: it is to be {@link #abandon abandoned}. */
    public boolean isOverflowed() {
        return overflowed;
    }

    /** Where the block stands, until the next one is begun. */
    public byte[] octets() {
        return out;
    }

    /** Octets of the block. */
    public int length() {
        return length;
    }

    /** The block has been taken: an array that is longer than usual is let go. */
    public void release() {
        length = 0;
        if (out.length > MOST_KEPT_OCTETS) {
            out = NONE;
        }
    }
}
