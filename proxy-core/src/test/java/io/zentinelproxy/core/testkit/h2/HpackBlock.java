package io.zentinelproxy.core.testkit.h2;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A field block (RFC 7541 section 6), written representation by representation. What {@link #of} and {@link #field} write uses no table
 * and no Huffman code, so that blocks do not depend on one another. Texts are ISO-8859-1.
 */
public final class HpackBlock {
    private static final int INDEXED = 0x80;
    private static final int WITH_INDEXING = 0x40;
    private static final int TABLE_SIZE = 0x20;
    private static final int NEVER_INDEXED = 0x10;
    private static final int HUFFMAN = 0x80;

    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

    /** Names and values by turns, as plain literals. */
    public static HpackBlock of(String... fields) {
        return new HpackBlock().fields(fields);
    }

    /** A request to {@code http://a.test}, with these fields. */
    public static HpackBlock request(String method, String path, String... fields) {
        return of(":method", method, ":scheme", "http", ":authority", "a.test", ":path", path)
                .fields(fields);
    }

    public HpackBlock fields(String... fields) {
        for (int i = 0; i < fields.length; i += 2) {
            field(fields[i], fields[i + 1]);
        }
        return this;
    }

    /** Literal, without indexing. */
    public HpackBlock field(String name, String value) {
        octets.write(0);
        return text(name).text(value);
    }

    /** Literal that enters the dynamic table. */
    public HpackBlock indexedField(String name, String value) {
        octets.write(WITH_INDEXING);
        return text(name).text(value);
    }

    /** Literal that no one on the way may index. */
    public HpackBlock neverIndexedField(String name, String value) {
        octets.write(NEVER_INDEXED);
        return text(name).text(value);
    }

    /** Literal without indexing, in Huffman's code. */
    public HpackBlock huffmanField(String name, String value) {
        octets.write(0);
        return huffman(name).huffman(value);
    }

    /** A whole field out of a table. */
    public HpackBlock index(long index) {
        return number(INDEXED, 7, index);
    }

    /** A name out of a table, and a value that enters the dynamic one. */
    public HpackBlock indexedName(long index, String value) {
        return number(WITH_INDEXING, 6, index).text(value);
    }

    public HpackBlock tableSize(long size) {
        return number(TABLE_SIZE, 5, size);
    }

    public HpackBlock text(String text) {
        byte[] plain = text.getBytes(StandardCharsets.ISO_8859_1);
        return number(0, 7, plain.length).raw(plain);
    }

    public HpackBlock huffman(String text) {
        byte[] coded = HpackTables.huffman(text.getBytes(StandardCharsets.ISO_8859_1));
        return number(HUFFMAN, 7, coded.length).raw(coded);
    }

    /** An integer of section 5.1 behind these high bits. */
    public HpackBlock number(int highBits, int prefix, long value) {
        long most = (1 << prefix) - 1;
        if (value < most) {
            octets.write((int) (highBits | value));
            return this;
        }
        octets.write((int) (highBits | most));
        long left = value - most;
        for (; left >= 0x80; left >>= 7) {
            octets.write((int) (left & 0x7f | 0x80));
        }
        octets.write((int) left);
        return this;
    }

    /** Octets as they are, right or wrong. */
    public HpackBlock raw(int... values) {
        for (int value : values) {
            octets.write(value);
        }
        return this;
    }

    public HpackBlock raw(byte[] values) {
        octets.writeBytes(values);
        return this;
    }

    public byte[] octets() {
        return octets.toByteArray();
    }
}
