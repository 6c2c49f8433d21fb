package io.zentinelproxy.core.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.bytes.Ascii;
import org.junit.jupiter.api.Test;

/** A section keeps what it may, in order, and counts the rest. */
class FieldSectionTest {

    private static void decode(FieldSection section, String hex) {
        byte[] block = Coder.octets(hex);
        try {
            new HpackDecoder(4096).decode(block, 0, block.length, section);
        } catch (HpackFault fault) {
            throw new AssertionError(fault);
        }
    }

    @Test
    void fieldsAreLaidOutAsLinesOfHttp1() {
        FieldSection section = new FieldSection(1000, 10, 4);
        decode(section, "82 84 0001610162 84");
        assertThat(Ascii.text(section.octets(), 0, section.length()))
                .isEqualTo(":method: GET\r\n:path: /\r\na: b\r\n:path: /\r\n");
        assertThat(Field.in(section)).hasSize(4);
        assertThat(section.isOverflowed()).isFalse();
        assertThat(section.size()).isEqualTo(10 + 6 + 2 + 6 + 4 * 32);
    }

    @Test
    void ofTooManyFieldsTheFirstAreKept() {
        FieldSection section = new FieldSection(1000, 2, 4);
        decode(section, "82 83 84 84");
        assertThat(Field.in(section)).containsExactly(Field.of(":method", "GET"), Field.of(":method", "POST"));
        assertThat(section.isOverflowed()).isTrue();
        assertThat(section.hasTooManyFields()).isTrue();
        assertThat(section.size()).isEqualTo(10 + 11 + 6 + 6 + 4 * 32);
    }

    @Test
    void ofTooManyOctetsThoseThatFitAreKept() {
        FieldSection section = new FieldSection(14 + 10, 100, 4);
        decode(section, "82 83 84 84");
        assertThat(Field.in(section)).containsExactly(Field.of(":method", "GET"), Field.of(":path", "/"));
        assertThat(section.isOverflowed()).isTrue();
        assertThat(section.hasTooManyFields()).isFalse();
        assertThat(section.octets()).hasSizeLessThanOrEqualTo(24);
    }

    @Test
    void aSectionIsUsedAgain() {
        FieldSection section = new FieldSection(30, 2, 4);
        decode(section, "1001610162 83 84");
        assertThat(section.isSensitive(0)).isTrue();
        section.reset();
        assertThat(section.count()).isZero();
        assertThat(section.length()).isZero();
        assertThat(section.size()).isZero();
        assertThat(section.isOverflowed()).isFalse();
        decode(section, "82 84");
        assertThat(Field.in(section)).containsExactly(Field.of(":method", "GET"), Field.of(":path", "/"));
    }
}
