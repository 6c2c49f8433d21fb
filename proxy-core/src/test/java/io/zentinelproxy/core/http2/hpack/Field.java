package io.zentinelproxy.core.http2.hpack;

import io.zentinelproxy.core.bytes.Ascii;
import java.util.List;
import java.util.stream.IntStream;

/** A field as tests say it: octets as characters. */
public record Field(String name, String value, boolean sensitive) {

    public static Field of(String name, String value) {
        return new Field(name, value, false);
    }

    /** As RFC 7541 section 4.1 counts it. */
    public int size() {
        return name.length() + value.length() + 32;
    }

    /** As it is laid out in a section. */
    String line() {
        return name + ": " + value + "\r\n";
    }

    /** The fields that a section has kept, each of which is laid out as it says. */
    static List<Field> in(FieldSection section) {
        return IntStream.range(0, section.count())
                .mapToObj(field -> at(section, field))
                .toList();
    }

    private static Field at(FieldSection section, int field) {
        Field read = new Field(
                Ascii.text(section.octets(), section.nameStart(field), section.nameEnd(field)),
                Ascii.text(section.octets(), section.valueStart(field), section.valueEnd(field)),
                section.isSensitive(field));
        int start = field == 0 ? 0 : section.end(field - 1);
        String line = Ascii.text(section.octets(), start, section.end(field));
        if (!line.equals(read.line())) {
            throw new AssertionError("laid out as " + line + " and not as " + read.line());
        }
        return read;
    }
}
