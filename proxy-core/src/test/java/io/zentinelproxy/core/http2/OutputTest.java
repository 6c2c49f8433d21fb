package io.zentinelproxy.core.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.http2.hpack.Field;
import io.zentinelproxy.core.http2.hpack.HpackEncoder;
import io.zentinelproxy.core.http2.hpack.Indexing;
import io.zentinelproxy.core.http2.hpack.SlowDecoder;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Heads leave whole or not at all. */
class OutputTest {
    private static final int MOST_OCTETS = 100;

    private final Sweep sweep = new Sweep(System::nanoTime);

    @AfterEach
    void stop() {
        sweep.close();
    }

    /** A head of these fields. */
    private record Fields(List<Field> fields) implements HeadEncoder.Head {
        @Override
        public int mostOctets() {
            return fields.stream().mapToInt(Field::size).sum();
        }

        @Override
        public void encode(HpackEncoder into) {
            for (Field field : fields) {
                byte[] name = field.name().getBytes(StandardCharsets.ISO_8859_1);
                byte[] value = field.value().getBytes(StandardCharsets.ISO_8859_1);
                into.field(name, 0, name.length, value, 0, value.length, Indexing.INDEX);
            }
        }
    }

    @Test
    void aHeadThatIsTooLongIsNotSentInPartAndLeavesNothingInTheTable() {
        MemoryTransport transport = MemoryTransport.whole(new byte[0], () -> {});
        Output output = new Output(transport, new OutputBuffers(), new HpackEncoder(MOST_OCTETS), () -> {});
        Field first = Field.of("server", "a");
        Field tooLong = Field.of("date", "\u00ff".repeat(MOST_OCTETS));
        Field later = Field.of("via", "b");

        Outgoing one = new Outgoing(1, 0, sweep, () -> {});
        assertThat(output.head(one, new Fields(List.of(first, later, tooLong)), true))
                .isFalse();
        assertThat(output.end(one)).isEqualTo(Outgoing.End.BROKEN);
        assertThat(output.head(new Outgoing(3, 0, sweep, () -> {}), new Fields(List.of(later, first)), true))
                .isTrue();
        output.end();
        output.awaitEnd();

        List<H2Frame> frames = MemoryServer.frames(ByteBuffer.wrap(transport.sentOctets()));
        assertThat(frames).hasSize(1);
        assertThat(frames.getFirst().stream()).isEqualTo(3);
        assertThat(new SlowDecoder().decode(frames.getFirst().payload())).containsExactly(later, first);
    }
}
