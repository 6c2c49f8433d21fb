package io.zentinelproxy.security.geo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes small databases of the format (MaxMind DB file format 2.0): IPv4, records of 24 bits, two countries. */
public final class TestDatabase {
    private static final int BITS = 24;
    private static final int COMMON = 0x7f0002;
    private static final byte[] MARKER = "\u00ab\u00cd\u00efMaxMind.com".getBytes(ISO_8859_1);

    private TestDatabase() {}

    /** Puts 127.0.2.0/24 into the first country and 127.0.3.0/24 into the second; the file appears whole. */
    public static void write(Path file, String first, String second) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int empty = BITS;
        int data = BITS + 16;
        for (int bit = 0; bit < BITS; bit++) {
            boolean one = (COMMON >> (BITS - 1 - bit) & 1) != 0;
            if (bit == BITS - 1) {
                record(out, data);
                record(out, data + place(first).length);
            } else {
                record(out, one ? empty : bit + 1);
                record(out, one ? bit + 1 : empty);
            }
        }
        out.write(new byte[16]);
        out.write(place(first));
        out.write(place(second));
        out.write(MARKER);
        metadata(out);
        Path whole = Files.write(file.resolveSibling("writing"), out.toByteArray());
        Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void record(ByteArrayOutputStream out, int value) {
        out.write(value >> 16);
        out.write(value >> 8);
        out.write(value);
    }

    private static byte[] place(String country) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        map(out, 1);
        text(out, "country");
        map(out, 1);
        text(out, "iso_code");
        text(out, country);
        return out.toByteArray();
    }

    private static void metadata(ByteArrayOutputStream out) throws IOException {
        map(out, 9);
        number(out, "binary_format_major_version", 2);
        number(out, "binary_format_minor_version", 0);
        number(out, "build_epoch", 1);
        text(out, "database_type");
        text(out, "Country");
        text(out, "description");
        map(out, 0);
        number(out, "ip_version", 4);
        text(out, "languages");
        out.write(0);
        out.write(4);
        number(out, "node_count", BITS);
        number(out, "record_size", 24);
    }

    private static void map(ByteArrayOutputStream out, int members) {
        out.write(7 << 5 | members);
    }

    private static void text(ByteArrayOutputStream out, String text) throws IOException {
        byte[] octets = text.getBytes(UTF_8);
        out.write(2 << 5 | octets.length);
        out.write(octets);
    }

    private static void number(ByteArrayOutputStream out, String name, int value) throws IOException {
        text(out, name);
        if (name.equals("build_epoch")) {
            out.write(1);
            out.write(2);
        } else if (name.equals("node_count")) {
            out.write(6 << 5 | 1);
        } else {
            out.write(5 << 5 | 1);
        }
        out.write(value);
    }
}
