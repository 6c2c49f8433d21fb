package io.zentinelproxy.core.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A connection that ends within a frame is told what it ends for: not that its frame was cut, where it was the server that ended it. */
class EndWithinAFrameTest {
    private static final byte[] SETTINGS = H2Frame.settings().octets();
    private static final byte[] PART = Arrays.copyOf(H2Frame.ping("12345678").octets(), 5);

    /** Of less than one SETTINGS frame. */
    private static final int SMALL_BUDGET = 5;

    private static H2Code end(MemoryServer server, byte[]... pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(ServerConnection.PREFACE);
        for (byte[] piece : pieces) {
            all.writeBytes(piece);
        }
        H2Frame last =
                server.serve(MemoryTransport.whole(all.toByteArray(), () -> {})).getLast();
        assertThat(last.type()).isEqualTo(H2Frame.GOAWAY);
        return H2Code.of((int) last.number(4));
    }

    @Test
    void aClientThatCutsAFrameIsToldSo() {
        MemoryServer server = new MemoryServer(new AnsweringHandler());
        assertThat(end(server, SETTINGS, PART)).isEqualTo(H2Code.PROTOCOL_ERROR);
        assertThat(end(server, SETTINGS, H2Frame.ping("12345678").octets())).isEqualTo(H2Code.NO_ERROR);
    }

    @Test
    void aBudgetThatIsUsedUpBetweenTheOctetsOfAFrameIsWhatTheConnectionEndsFor() {
        MemoryServer server = new MemoryServer(new AnsweringHandler(), SMALL_BUDGET);
        assertThat(end(server, SETTINGS, PART)).isEqualTo(H2Code.ENHANCE_YOUR_CALM);
    }
}
