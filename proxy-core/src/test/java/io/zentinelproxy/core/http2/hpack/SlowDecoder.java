package io.zentinelproxy.core.http2.hpack;

import io.zentinelproxy.core.bytes.Ascii;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The second decoder: RFC 7541 read with lists, strings and numbers that cannot overflow. It shares the static table with the proxy's,
 * whose 61 rows the corpus and the examples hold to the appendix.
 */
public final class SlowDecoder {
    private static final BigInteger MOST = BigInteger.valueOf(Integer.MAX_VALUE);

    private final List<Field> table = new ArrayList<>();
    private int tableSize = 4096;
    private int limit = 4096;
    private int lowest = 4096;
    private byte[] block = {};
    private int at;

    /** The block is not one of RFC 7541. */
    public static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** What SETTINGS_HEADER_TABLE_SIZE has said. */
    public void setLimit(int octets) {
        limit = octets;
        lowest = Math.min(lowest, octets);
    }

    List<Field> table() {
        return List.copyOf(table);
    }

    /** The fields of a block. */
    public List<Field> decode(byte[] octets) {
        block = octets;
        at = 0;
        boolean due = lowest < tableSize;
        List<Field> fields = new ArrayList<>();
        while (at < block.length) {
            String bits = bits(block[at]);
            if (bits.startsWith("001")) {
                int size = number(5);
                require(fields.isEmpty() && size <= (due ? lowest : limit));
                due = false;
                tableSize = size;
                evict();
            } else {
                require(!due);
                fields.add(field(bits));
            }
        }
        require(!due);
        lowest = limit;
        return fields;
    }

    private Field field(String bits) {
        if (bits.startsWith("1")) {
            int index = number(7);
            require(index > 0);
            return entry(index);
        }
        boolean indexed = bits.startsWith("01");
        int index = number(indexed ? 6 : 4);
        String name = index == 0 ? string() : entry(index).name();
        Field field = new Field(name, string(), bits.startsWith("0001"));
        if (indexed) {
            table.addFirst(Field.of(field.name(), field.value()));
            evict();
        }
        return field;
    }

    private void evict() {
        while (table.stream().mapToInt(Field::size).sum() > tableSize) {
            table.removeLast();
        }
    }

    private Field entry(int index) {
        if (index <= 61) {
            int nameEnd = StaticTable.start(index) + StaticTable.nameLength(index);
            return Field.of(
                    Ascii.text(StaticTable.OCTETS, StaticTable.start(index), nameEnd),
                    Ascii.text(StaticTable.OCTETS, nameEnd + 2, nameEnd + 2 + StaticTable.valueLength(index)));
        }
        require(index - 62 < table.size());
        return table.get(index - 62);
    }

    private int number(int prefixBits) {
        BigInteger prefix = new BigInteger(bits(block[at++]).substring(8 - prefixBits), 2);
        if (prefix.bitCount() < prefixBits) {
            return prefix.intValue();
        }
        StringBuilder rest = new StringBuilder();
        String bits;
        do {
            require(at < block.length && rest.length() < 35);
            bits = bits(block[at++]);
            rest.insert(0, bits.substring(1));
        } while (bits.startsWith("1"));
        BigInteger number = prefix.add(new BigInteger(rest.toString(), 2));
        require(number.compareTo(MOST) <= 0);
        return number.intValue();
    }

    private String string() {
        require(at < block.length);
        boolean coded = block[at] < 0;
        int length = number(7);
        require(length <= block.length - at);
        byte[] octets = Arrays.copyOfRange(block, at, at + length);
        at += length;
        String text = coded ? HuffmanCode.decode(octets) : Ascii.text(octets, 0, octets.length);
        require(text != null);
        return text;
    }

    private static String bits(byte octet) {
        return Integer.toBinaryString(octet & 0xff | 0x100).substring(1);
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new Malformed();
        }
    }
}
