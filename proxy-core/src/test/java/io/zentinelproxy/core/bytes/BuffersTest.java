package io.zentinelproxy.core.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BuffersTest {
    private static ByteBuffer of(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String written(ByteBuffer buffer) {
        return StandardCharsets.US_ASCII.decode(buffer.duplicate().flip()).toString();
    }

    @Test
    void asMuchIsMovedAsThereIsRoomFor() {
        ByteBuffer from = of("abcdef").position(1);
        ByteBuffer into = ByteBuffer.allocate(8).put((byte) '-').limit(4);
        assertThat(Buffers.move(from, into)).isEqualTo(3);
        assertThat(written(into)).isEqualTo("-bcd");
        assertThat(from.remaining()).isEqualTo(2);
        assertThat(into.limit()).isEqualTo(4);
    }

    @Test
    void allIsMovedWhereThereIsRoom() {
        ByteBuffer from = of("abc");
        ByteBuffer into = ByteBuffer.allocateDirect(8);
        assertThat(Buffers.move(from, into)).isEqualTo(3);
        assertThat(Buffers.move(from, into)).isZero();
        assertThat(written(into)).isEqualTo("abc");
    }

    @Test
    void onlySoManyAreMovedAsAreAskedFor() {
        ByteBuffer from = of("abcdef").limit(5);
        ByteBuffer into = ByteBuffer.allocate(8);
        Buffers.move(from, into, 2);
        assertThat(written(into)).isEqualTo("ab");
        assertThat(from.remaining()).isEqualTo(3);
        assertThat(from.limit()).isEqualTo(5);
    }
}
