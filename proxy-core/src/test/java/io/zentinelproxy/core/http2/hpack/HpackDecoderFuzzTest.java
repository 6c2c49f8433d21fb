package io.zentinelproxy.core.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whatever comes as field blocks, with whatever limits: they are decoded as a slow reading of RFC 7541 has them, or refused where that
 * refuses them; the section keeps what it may, the table holds what it should, and neither more octets than its bound.
 *
 * <p>The first two octets are the limits of the section. Then come blocks behind their length in one octet, or in two behind 254; behind
 * 255, a limit of the table in units of 32 octets.
 */
class HpackDecoderFuzzTest {
    private static final int LONG_BLOCK = 254;
    private static final int TABLE_LIMIT = 255;
    private static final int UNIT = 32;

    @FuzzTest
    void blocksAreDecodedAsASlowReadingHasThem(byte[] octets) {
        if (octets.length < 2) {
            return;
        }
        int maxOctets = (octets[0] & 0xff) * (octets[0] & 0xff);
        int maxFields = octets[1] & 0xff;
        FieldSection section = new FieldSection(maxOctets, maxFields, 0);
        HpackDecoder decoder = new HpackDecoder(0);
        decoder.setMaxTable(4096);
        SlowDecoder slow = new SlowDecoder();
        int highest = 4096;
        for (int at = 2; at < octets.length; ) {
            int told = octets[at++] & 0xff;
            if (told == TABLE_LIMIT) {
                int limit = at < octets.length ? (octets[at++] & 0xff) * UNIT : 0;
                highest = Math.max(highest, limit);
                decoder.setMaxTable(limit);
                slow.setLimit(limit);
            } else {
                int length = told;
                if (told == LONG_BLOCK && octets.length - at >= 2) {
                    length = (octets[at] & 0xff) << 8 | octets[at + 1] & 0xff;
                    at += 2;
                }
                int end = Math.min(octets.length, at + length);
                section.reset();
                List<Field> fields = decodedAlike(Arrays.copyOfRange(octets, at, end), decoder, slow, section);
                assertThat(decoder.table().heldOctets()).isLessThanOrEqualTo(highest * 5 / 4 + highest / 32 * 24 + 352);
                assertThat(section.octets().length).isLessThanOrEqualTo(maxOctets);
                if (fields == null) {
                    return;
                }
                isCutAt(maxOctets, maxFields, section, fields);
                at = end;
            }
        }
    }

    /** All fields of a block; null where it is refused. */
    private static @Nullable List<Field> decodedAlike(
            byte[] block, HpackDecoder decoder, SlowDecoder slow, FieldSection section) {
        List<Field> expected = decode(slow, block);
        try {
            decoder.decode(block, 0, block.length, section);
        } catch (HpackFault fault) {
            assertThat(expected).isNull();
            return null;
        }
        assertThat(expected).isNotNull();
        assertThat(Coder.entries(decoder.table())).isEqualTo(slow.table());
        assertThat(decoder.table().size())
                .isEqualTo(slow.table().stream().mapToInt(Field::size).sum())
                .isLessThanOrEqualTo(decoder.table().maxSize());
        return expected;
    }

    private static @Nullable List<Field> decode(SlowDecoder slow, byte[] block) {
        try {
            return slow.decode(block);
        } catch (SlowDecoder.Malformed malformed) {
            return null;
        }
    }

    /** The section keeps each field that still fits, and counts all. */
    private static void isCutAt(int maxOctets, int maxFields, FieldSection section, List<Field> fields) {
        List<Field> kept = new ArrayList<>();
        int length = 0;
        for (int seen = 0; seen < Math.min(fields.size(), maxFields); seen++) {
            int line = fields.get(seen).line().length();
            if (length + line <= maxOctets) {
                kept.add(fields.get(seen));
                length += line;
            }
        }
        assertThat(Field.in(section)).isEqualTo(kept);
        assertThat(section.length()).isEqualTo(length);
        assertThat(section.size())
                .isEqualTo(fields.stream().mapToLong(Field::size).sum());
        assertThat(section.isOverflowed()).isEqualTo(kept.size() < fields.size());
        assertThat(section.hasTooManyFields()).isEqualTo(fields.size() > maxFields);
    }
}
