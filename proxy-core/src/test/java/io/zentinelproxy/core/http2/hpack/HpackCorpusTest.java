package io.zentinelproxy.core.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.http2.hpack.HpackStories.Block;
import io.zentinelproxy.core.http2.hpack.HpackStories.Story;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What other encoders have written is read as they meant it, and written by ours it is the same again, with tables of all sizes. */
class HpackCorpusTest {

    static List<Story> stories() {
        return HpackStories.all();
    }

    @Test
    void theCorpusIsWhole() {
        assertThat(HpackStories.all())
                .hasSize(40)
                .allSatisfy(story -> assertThat(story.blocks()).isNotEmpty());
    }

    @ParameterizedTest
    @MethodSource("stories")
    void aStoryIsReadAsItsEncoderMeantIt(Story story) throws HpackFault {
        HpackDecoder decoder = new HpackDecoder(4096);
        int table = 4096;
        for (Block block : story.blocks()) {
            if (block.table() != table) {
                table = block.table();
                decoder.setMaxTable(table);
            }
            assertThat(withoutMarks(Coder.decode(decoder, block.wire()))).isEqualTo(block.fields());
        }
    }

    /** The corpus does not say which fields are never to be indexed. */
    private static List<Field> withoutMarks(List<Field> fields) {
        return fields.stream()
                .map(field -> Field.of(field.name(), field.value()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("stories")
    void aStoryThatWeWriteIsReadAsItWas(Story story) throws HpackFault {
        HpackEncoder encoder = new HpackEncoder(1 << 16);
        HpackDecoder decoder = new HpackDecoder(4096);
        SlowDecoder slow = new SlowDecoder();
        for (Block block : story.blocks()) {
            byte[] written = Coder.encode(encoder, block.fields());
            assertThat(withoutMarks(Coder.decode(decoder, written))).isEqualTo(block.fields());
            assertThat(withoutMarks(slow.decode(written))).isEqualTo(block.fields());
        }
    }

    @ParameterizedTest
    @MethodSource("stories")
    void aStoryIsReadAsItWasWhileTheTableChangesItsSize(Story story) throws HpackFault {
        int[] sizes = {4096, 0, 100, 4096, 256, 1000};
        HpackEncoder encoder = new HpackEncoder(1 << 16);
        HpackDecoder decoder = new HpackDecoder(4096);
        SlowDecoder slow = new SlowDecoder();
        int change = 0;
        for (Block block : story.blocks()) {
            for (int i = 0; i < change % 4; i++) {
                int size = sizes[(change + i) % sizes.length];
                encoder.peerTableSize(size);
                decoder.setMaxTable(size);
                slow.setLimit(size);
            }
            change++;
            byte[] written = Coder.encode(encoder, block.fields());
            assertThat(withoutMarks(Coder.decode(decoder, written))).isEqualTo(block.fields());
            assertThat(withoutMarks(slow.decode(written))).isEqualTo(block.fields());
            assertThat(Coder.entries(decoder.table())).isEqualTo(Coder.entries(encoder.table()));
        }
    }

    @Test
    void whatWeWriteIsAboutHalfAsLong() {
        long ours = 0;
        long plain = 0;
        for (Story story : HpackStories.all()) {
            HpackEncoder encoder = new HpackEncoder(1 << 16);
            for (Block block : story.blocks()) {
                ours += Coder.encode(encoder, block.fields()).length;
                plain += block.fields().stream()
                        .mapToInt(field -> field.line().length())
                        .sum();
            }
        }
        // Requests, whose paths and cookies come again: encoders that put these into the table, too, come down to a
        // third.
        assertThat(ours).isLessThan(plain * 11 / 20);
    }
}
