package io.zentinelproxy.core.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.zentinelproxy.core.bytes.Ascii;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whatever fields are written, however they are indexed, and however the peer's table changes its size between blocks: they are read again
 * as they were, by our decoder and by the slow one, and encoder and decoders have the same table.
 *
 * <p>An octet of the input is 255 and the table's size in two more; 254, where a block ends; 253, where one is abandoned; or else a
 * field: how it is indexed in its lowest two bits, then the index of a name in the static table, or none of these and the name behind its
 * length. A value is behind its length; one that has 128 added to it stands for fifty of the same.
 */
class HpackRoundTripFuzzTest {
    private static final int TABLE_SIZE = 255;
    private static final int END_OF_BLOCK = 254;
    private static final int ABANDON = 253;
    private static final int REPEATED = 128;
    private static final int REPETITIONS = 50;
    private static final int MOST_OCTETS = 4096;

    @FuzzTest
    void whatIsWrittenIsReadAsItWas(byte[] octets) throws HpackFault {
        new Connection(octets).run();
    }

    /** Who writes and who reads, and what is told them to do. */
    private static final class Connection {
        private final HpackEncoder encoder = new HpackEncoder(MOST_OCTETS);
        private final HpackDecoder decoder = new HpackDecoder(4096);
        private final SlowDecoder slow = new SlowDecoder();
        private final List<Field> fields = new ArrayList<>();
        private final byte[] script;
        private int at;
        private boolean begun;

        private Connection(byte[] script) {
            this.script = script;
        }

        private void run() throws HpackFault {
            while (at < script.length) {
                int told = next();
                switch (told) {
                    case TABLE_SIZE -> changeTable(next() << 8 | next());
                    case END_OF_BLOCK -> send();
                    case ABANDON -> abandon();
                    default -> add(told);
                }
            }
            send();
        }

        private int next() {
            return at < script.length ? script[at++] & 0xff : 0;
        }

        /** Its sizes change between two blocks, or more than once. */
        private void changeTable(int octets) throws HpackFault {
            if (begun) {
                send();
            }
            encoder.peerTableSize(octets);
            decoder.setMaxTable(octets);
            slow.setLimit(octets);
        }

        private void begin() {
            if (!begun) {
                encoder.begin();
                begun = true;
            }
        }

        private void abandon() {
            encoder.abandon();
            fields.clear();
            begun = false;
        }

        private void add(int told) {
            begin();
            Indexing how = Indexing.values()[Math.min(told & 3, 2)];
            int index = told >> 2;
            String name = index == 0 || index > StaticTable.COUNT ? text(next()) : name(index);
            int length = next();
            String value =
                    length < REPEATED ? text(length) : text(length - REPEATED).repeat(REPETITIONS);
            Coder.add(encoder, Field.of(name, value), how);
            fields.add(new Field(lower(name), value, how == Indexing.NEVER));
        }

        private String text(int length) {
            int end = Math.min(script.length, at + length);
            String text = Ascii.text(script, at, end);
            at = end;
            return text;
        }

        private static String name(int index) {
            int start = StaticTable.start(index);
            return Ascii.text(StaticTable.OCTETS, start, start + StaticTable.nameLength(index));
        }

        private static String lower(String name) {
            StringBuilder lower = new StringBuilder();
            name.chars().forEach(c -> lower.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
            return lower.toString();
        }

        private void send() throws HpackFault {
            begin();
            if (encoder.isOverflowed()) {
                abandon();
                return;
            }
            byte[] block = Arrays.copyOf(encoder.octets(), encoder.length());
            assertThat(block).hasSizeLessThanOrEqualTo(MOST_OCTETS);
            assertThat(Coder.decode(decoder, block)).isEqualTo(fields);
            assertThat(slow.decode(block)).isEqualTo(fields);
            assertThat(Coder.entries(encoder.table()))
                    .isEqualTo(Coder.entries(decoder.table()))
                    .isEqualTo(slow.table());
            assertThat(encoder.table().size()).isLessThanOrEqualTo(4096);
            fields.clear();
            begun = false;
        }
    }
}
