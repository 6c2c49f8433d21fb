package io.zentinelproxy.core.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frame headers in octets that are cut anywhere. What the scanner holds back comes again before the next octets, as in a tunnel. */
class FrameScannerTest {
    /** A text in two frames with a ping between, a payload of 126 octets, a Close. */
    private static final String STREAM = "0103616263" + "8900" + "800164" + "827e007e" + "00".repeat(126) + "880203e8";

    private final FrameCount count = new FrameCount();
    private final FrameScanner scanner = new FrameScanner(false, ReservedBits.NONE, count);
    private ByteBuffer held = ByteBuffer.allocate(0);

    @Test
    void everyCutInTwoPassesAllAndCountsTheSame() {
        byte[] stream = HexFormat.of().parseHex(STREAM);
        for (int cut = 0; cut <= stream.length; cut++) {
            FrameScannerTest fresh = new FrameScannerTest();
            assertThat(fresh.pass(stream, 0, cut) + fresh.pass(stream, cut, stream.length))
                    .isEqualTo(stream.length);
            fresh.assertSeen();
        }
    }

    @Test
    void octetByOctetPassesAllAndCountsTheSame() {
        byte[] stream = HexFormat.of().parseHex(STREAM);
        int passed = 0;
        for (int at = 0; at < stream.length; at++) {
            passed += pass(stream, at, at + 1);
        }
        assertThat(passed).isEqualTo(stream.length);
        assertSeen();
    }

    private void assertSeen() {
        assertThat(scanner.violation()).isNull();
        assertThat(scanner.isBetweenFrames()).isTrue();
        assertThat(scanner.hasClosed()).isTrue();
        assertThat(count.of(Opcode.TEXT)).isEqualTo(1);
        assertThat(count.of(Opcode.CONTINUATION)).isEqualTo(1);
        assertThat(count.of(Opcode.BINARY)).isEqualTo(1);
        assertThat(count.of(Opcode.PING)).isEqualTo(1);
        assertThat(count.of(Opcode.CLOSE)).isEqualTo(1);
    }

    private int pass(byte[] stream, int from, int to) {
        ByteBuffer octets = ByteBuffer.allocate(held.remaining() + to - from);
        octets.put(held).put(stream, from, to - from).flip();
        int end = scanner.scan(octets);
        held = octets.slice(end, octets.limit() - end);
        assertThat(held.remaining()).isLessThan(FrameScanner.LONGEST_HEADER);
        return end;
    }

    /** 2^63 - 1 is the longest frame there is; its payload passes without end. */
    @Test
    void lengthsOf63BitsAreUnderstood() {
        byte[] header = HexFormat.of().parseHex("827f7fffffffffffffff");
        assertThat(pass(header, 0, header.length)).isEqualTo(header.length);
        byte[] payload = new byte[1 << 16];
        assertThat(pass(payload, 0, payload.length)).isEqualTo(payload.length);
        assertThat(scanner.isBetweenFrames()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"827f8000000000000000", "827f000000000000ffff", "827e007d"})
    void lengthsThatAreTooLongOrNotInTheirShortestFormAreNot(String hex) {
        byte[] header = HexFormat.of().parseHex(hex);
        assertThat(pass(header, 0, header.length)).isZero();
        assertThat(scanner.violation()).isEqualTo(Violation.BAD_LENGTH);
    }
}
