package io.zentinelproxy.core.http2.hpack;

import io.zentinelproxy.core.http2.hpack.HpackFault.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the field blocks of one connection, in the order in which they come (RFC 7541). Fields are laid out in a {@link FieldSection}
 * straight from the block or from a table. What the section has no room for is decoded as far as the dynamic table needs it. After a fault
 * the decoder is of no more use, and neither is the connection.
 */
public final class HpackDecoder {
    /** What the dynamic table may hold until the peer has acknowledged our SETTINGS (RFC 9113 section 6.5.2). */
    public static final int INITIAL_TABLE_OCTETS = 4096;

    private static final byte[] NONE = {};

    /** Octets of a number after its prefix: enough for 2^31-1. */
    private static final int NUMBER_BITS = 5 * 7;

    private final DynamicTable table = new DynamicTable(INITIAL_TABLE_OCTETS);

    /** What a table size update may ask for. */
    private int limit;

    /** The smallest limit since the last block: the peer has to tell that it has seen it. */
    private int lowestLimit;

    private byte[] block = NONE;
    private int at;
    private int end;

    private final Literal name = new Literal();
    private final Literal value = new Literal();

    /** Where fields for the dynamic table are put together that the section does not keep; there only while such a block is decoded. */
    private byte @Nullable [] spill;

    /** A string that has been read but not decoded. */
    private static final class Literal {
        private byte[] octets = NONE;
        private int start;
        private int end;
        private boolean coded;

        private void is(byte[] from, int first, int length, boolean isCoded) {
            octets = from;
            start = first;
            end = first + length;
            coded = isCoded;
        }

        private int most() {
            return coded ? Huffman.mostDecoded(end - start) : end - start;
        }

        private int length() throws HpackFault {
            return coded ? Huffman.decode(octets, start, end, null, 0) : end - start;
        }

        /** Puts the string there and returns the position behind it. */
        private int putInto(byte[] into, int position) throws HpackFault {
            if (coded) {
                return Huffman.decode(octets, start, end, into, position);
            }
            System.arraycopy(octets, start, into, position, end - start);
            return position + end - start;
        }
    }

    /**
     * A decoder as it is at the beginning of a connection, with a table of 4,096 octets that are not yet held.
     *
     * @param maxTableOctets SETTINGS_HEADER_TABLE_SIZE that we send. A smaller table than 4,096 octets is in force only after
     *     {@link #setMaxTable}; a larger one at once, since the peer asks for it after it has seen our SETTINGS
     */
    public HpackDecoder(int maxTableOctets) {
        limit = Math.max(maxTableOctets, INITIAL_TABLE_OCTETS);
        lowestLimit = limit;
    }

    /** The peer has acknowledged SETTINGS with this SETTINGS_HEADER_TABLE_SIZE. */
    public void setMaxTable(int octets) {
        limit = octets;
        lowestLimit = Math.min(lowestLimit, octets);
    }

    /**
     * Decodes one field block.
     *
     * @param into is not reset before
     * @throws HpackFault if the block is not one of RFC 7541; what was decoded before stays in the section
     */
    public void decode(byte[] octets, int start, int blockEnd, FieldSection into) throws HpackFault {
        block = octets;
        at = start;
        end = blockEnd;
        try {
            updateSize();
            while (at < end) {
                decodeField(into);
            }
        } finally {
            block = NONE;
            name.octets = NONE;
            value.octets = NONE;
            spill = null;
        }
    }

    /** Table size updates at the beginning; the first one tells the smallest limit there was since the last block (section 4.2). */
    private void updateSize() throws HpackFault {
        int most = Math.min(lowestLimit, limit);
        boolean missing = most < table.maxSize();
        while (at < end && (block[at] & 0xe0) == 0x20) {
            int octets = number(5);
            if (octets > (missing ? most : limit)) {
                throw new HpackFault(Reason.LARGE_UPDATE);
            }
            table.setMaxSize(octets);
            missing = false;
        }
        if (missing) {
            throw new HpackFault(Reason.MISSING_UPDATE);
        }
        lowestLimit = limit;
    }

    private void decodeField(FieldSection into) throws HpackFault {
        int octet = block[at];
        if (octet < 0) {
            decodeIndexed(number(7), into);
        } else if ((octet & 0x40) != 0) {
            readLiteral(number(6));
            decodeLiteral(into, true, false);
        } else if ((octet & 0x20) != 0) {
            throw new HpackFault(Reason.LATE_UPDATE);
        } else {
            readLiteral(number(4));
            decodeLiteral(into, false, (octet & 0x10) != 0);
        }
    }

    /** A field that is in a table, as a whole (section 6.1). */
    private void decodeIndexed(int index, FieldSection into) throws HpackFault {
        if (index == 0) {
            throw new HpackFault(Reason.INDEX);
        }
        if (index <= StaticTable.COUNT) {
            copy(
                    StaticTable.OCTETS,
                    StaticTable.start(index),
                    StaticTable.nameLength(index),
                    StaticTable.valueLength(index),
                    into);
        } else {
            int entry = dynamic(index);
            copy(table.octets(), table.start(entry), table.nameLength(entry), table.valueLength(entry), into);
        }
    }

    private static void copy(byte[] from, int start, int nameLength, int valueLength, FieldSection into) {
        int length = nameLength + valueLength + DynamicTable.LINE_OVERHEAD;
        byte[] room = into.room(length);
        if (room == null) {
            into.saw(nameLength, valueLength);
            return;
        }
        int to = into.length();
        System.arraycopy(from, start, room, to, length);
        into.keep(to + nameLength, to + nameLength + 2, to + length - 2, false);
    }

    private int dynamic(int index) throws HpackFault {
        int entry = index - StaticTable.COUNT;
        if (entry > table.count()) {
            throw new HpackFault(Reason.INDEX);
        }
        return entry;
    }

    /** Reads where name and value are; the name is in a table or in the block (section 6.2). */
    private void readLiteral(int index) throws HpackFault {
        if (index == 0) {
            readString(name);
        } else if (index <= StaticTable.COUNT) {
            name.is(StaticTable.OCTETS, StaticTable.start(index), StaticTable.nameLength(index), false);
        } else {
            int entry = dynamic(index);
            name.is(table.octets(), table.start(entry), table.nameLength(entry), false);
        }
        readString(value);
    }

    private void readString(Literal string) throws HpackFault {
        if (at == end) {
            throw new HpackFault(Reason.TRUNCATED);
        }
        boolean coded = block[at] < 0;
        int length = number(7);
        if (length > end - at) {
            throw new HpackFault(Reason.TRUNCATED);
        }
        string.is(block, at, length, coded);
        at += length;
    }

    private void decodeLiteral(FieldSection into, boolean indexed, boolean sensitive) throws HpackFault {
        byte[] room = into.room(name.most() + value.most() + DynamicTable.LINE_OVERHEAD);
        if (room == null) {
            // What the strings may have at most is too much: what they have may not be.
            int nameLength = name.length();
            int valueLength = value.length();
            room = into.room(nameLength + valueLength + DynamicTable.LINE_OVERHEAD);
            if (room == null) {
                into.saw(nameLength, valueLength);
                if (indexed) {
                    addWithoutSection(nameLength, valueLength);
                }
                return;
            }
        }
        int start = into.length();
        int nameEnd = name.putInto(room, start);
        int valueEnd = finishLine(room, nameEnd);
        into.keep(nameEnd, nameEnd + 2, valueEnd, sensitive);
        if (indexed) {
            table.add(room, start, nameEnd - start, valueEnd - nameEnd - 2);
        }
    }

    private int finishLine(byte[] room, int nameEnd) throws HpackFault {
        room[nameEnd] = ':';
        room[nameEnd + 1] = ' ';
        int valueEnd = value.putInto(room, nameEnd + 2);
        room[valueEnd] = '\r';
        room[valueEnd + 1] = '\n';
        return valueEnd;
    }

    /** The section is full, but later blocks may refer to the field. Its name may be in the table, where it is about to be evicted. */
    private void addWithoutSection(int nameLength, int valueLength) throws HpackFault {
        byte[] line = NONE;
        if ((long) nameLength + valueLength + FieldSection.FIELD_OVERHEAD <= table.maxSize()) {
            line = spill == null ? new byte[table.maxSize()] : spill;
            spill = line;
            finishLine(line, name.putInto(line, 0));
        }
        table.add(line, 0, nameLength, valueLength);
    }

    /** A number whose first octet has so many bits of it (section 5.1). */
    private int number(int prefixBits) throws HpackFault {
        int most = (1 << prefixBits) - 1;
        int prefix = block[at++] & most;
        return prefix < most ? prefix : longNumber(most);
    }

    private int longNumber(int most) throws HpackFault {
        long number = most;
        for (int shift = 0; shift < NUMBER_BITS; shift += 7) {
            if (at == end) {
                throw new HpackFault(Reason.TRUNCATED);
            }
            int octet = block[at++];
            number += (octet & 0x7fL) << shift;
            if (octet >= 0 && number <= Integer.MAX_VALUE) {
                return (int) number;
            }
        }
        throw new HpackFault(Reason.INTEGER);
    }

    DynamicTable table() {
        return table;
    }
}
