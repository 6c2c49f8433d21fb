package io.zentinelproxy.core.http2.hpack;

import io.zentinelproxy.core.bytes.Ascii;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** What tests ask of an encoder and of a decoder: blocks as whole arrays or hexadecimal digits, fields as lists. */
final class Coder {
    private static final int MOST_OCTETS = 1 << 20;

    private Coder() {}

    static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    static FieldSection section() {
        return new FieldSection(MOST_OCTETS, MOST_OCTETS, 16);
    }

    static List<Field> decode(HpackDecoder decoder, String hex) throws HpackFault {
        return decode(decoder, octets(hex));
    }

    static List<Field> decode(HpackDecoder decoder, byte[] block) throws HpackFault {
        FieldSection section = section();
        // Not at the beginning of an array, and not up to its end: what is before and behind is not the block's.
        byte[] within = new byte[block.length + 2];
        Arrays.fill(within, (byte) 0x82);
        System.arraycopy(block, 0, within, 1, block.length);
        decoder.decode(within, 1, 1 + block.length, section);
        return Field.in(section);
    }

    /** A block of these fields, written as is the rule for their names. */
    static byte[] encode(HpackEncoder encoder, List<Field> fields) {
        encoder.begin();
        fields.forEach(field -> add(encoder, field));
        return Arrays.copyOf(encoder.octets(), encoder.length());
    }

    private static void add(HpackEncoder encoder, Field field) {
        byte[] name = Ascii.octets(field.name());
        add(encoder, field, field.sensitive() ? Indexing.NEVER : FieldIndexing.of(name, 0, name.length));
    }

    static void add(HpackEncoder encoder, Field field, Indexing how) {
        byte[] name = Ascii.octets(field.name());
        byte[] value = Ascii.octets(field.value());
        encoder.field(name, 0, name.length, value, 0, value.length, how);
    }

    /** The entries of a dynamic table, the newest first. */
    static List<Field> entries(DynamicTable table) {
        return java.util.stream.IntStream.rangeClosed(1, table.count())
                .mapToObj(index -> {
                    int start = table.start(index);
                    int nameEnd = start + table.nameLength(index);
                    return Field.of(
                            Ascii.text(table.octets(), start, nameEnd),
                            Ascii.text(table.octets(), nameEnd + 2, nameEnd + 2 + table.valueLength(index)));
                })
                .toList();
    }
}
