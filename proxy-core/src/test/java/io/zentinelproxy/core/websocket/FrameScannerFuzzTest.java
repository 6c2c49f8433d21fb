package io.zentinelproxy.core.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/**
 * Whatever octets run through a tunnel, and however they are cut: what may pass, the frames counted and whether a rule is broken are
 * what a slow reading of RFC 6455 section 5.2 says, for a client's frames and for a server's.
 */
class FrameScannerFuzzTest {
    /** What came of the octets of one direction. */
    private record Outcome(int passed, boolean isViolation, Map<Opcode, Long> frames) {}

    @FuzzTest
    void framesAreReadAsTheyAreMeantHoweverTheyAreCut(byte[] octets) {
        for (boolean masked : new boolean[] {true, false}) {
            Outcome strict = read(octets, masked);
            Random lengths = new Random(Arrays.hashCode(octets));
            assertThat(scan(octets, masked, () -> octets.length)).isEqualTo(strict);
            assertThat(scan(octets, masked, () -> 1)).isEqualTo(strict);
            assertThat(scan(octets, masked, () -> 1 + lengths.nextInt(9))).isEqualTo(strict);
        }
    }

    private static Outcome scan(byte[] octets, boolean masked, IntSupplier pieces) {
        FrameCount count = new FrameCount();
        FrameScanner scanner = new FrameScanner(masked, ReservedBits.NONE, count);
        int passed = 0;
        int come = 0;
        while (come < octets.length && scanner.violation() == null) {
            come = Math.min(octets.length, come + pieces.getAsInt());
            passed = scanner.scan(ByteBuffer.wrap(octets, passed, come - passed));
        }
        Map<Opcode, Long> frames = Arrays.stream(Opcode.values())
                .filter(opcode -> count.of(opcode) > 0)
                .collect(Collectors.toMap(opcode -> opcode, count::of));
        assertThat(scanner.hasClosed()).isEqualTo(frames.containsKey(Opcode.CLOSE));
        return new Outcome(passed, scanner.violation() != null, new TreeMap<>(frames));
    }

    /** The second reader: frame by frame, without a state machine. */
    private static Outcome read(byte[] octets, boolean masked) {
        Map<Opcode, Long> frames = new TreeMap<>();
        boolean withinMessage = false;
        int at = 0;
        while (octets.length - at >= 2) {
            int code = octets[at] & 0x0f;
            boolean last = octets[at] < 0;
            int told = octets[at + 1] & 0x7f;
            boolean control = List.of(8, 9, 10).contains(code);
            boolean starts = code == 1 || code == 2;
            boolean good = (octets[at] & 0x70) == 0
                    && (octets[at + 1] < 0) == masked
                    && (control ? last && told <= 125 : starts ? !withinMessage : code == 0 && withinMessage);
            if (!good) {
                return new Outcome(at, true, frames);
            }
            int lengthOctets = told == 126 ? 2 : told == 127 ? 8 : 0;
            int header = 2 + lengthOctets + (masked ? 4 : 0);
            if (octets.length - at < header) {
                return new Outcome(at, false, frames);
            }
            BigInteger length = lengthOctets == 0
                    ? BigInteger.valueOf(told)
                    : new BigInteger(1, Arrays.copyOfRange(octets, at + 2, at + 2 + lengthOctets));
            if (!isShortest(length, lengthOctets)) {
                return new Outcome(at, true, frames);
            }
            frames.merge(Opcode.of(code), 1L, Long::sum);
            withinMessage = control ? withinMessage : !last;
            at = length.min(BigInteger.valueOf(octets.length - at - header)).intValue() + at + header;
        }
        return new Outcome(at, false, frames);
    }

    private static boolean isShortest(BigInteger length, int lengthOctets) {
        return switch (lengthOctets) {
            case 0 -> true;
            case 2 -> length.intValue() > 125;
            default -> length.bitLength() > 16 && length.bitLength() < 64;
        };
    }
}
