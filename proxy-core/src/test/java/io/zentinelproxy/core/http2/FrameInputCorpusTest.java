package io.zentinelproxy.core.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonBoolean;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.core.testkit.h2.FrameCorpus;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each good frame that others have written down is read as they say, whole and in pieces. */
class FrameInputCorpusTest {
    private static final long PATIENCE = 1;

    static List<FrameCorpus.Case> good() {
        return FrameCorpus.cases().stream().filter(FrameCorpus.Case::isGood).toList();
    }

    @Test
    void theCorpusIsWhole() {
        assertThat(good()).hasSize(12);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("good")
    void aGoodFrameIsReadAsItIsMeant(FrameCorpus.Case good) throws IOException, ConnectionError {
        // Behind another frame, so that not all stands at the beginning of the buffer.
        byte[] ping = Ascii.octets("\0\0\10\6\0\0\0\0\000before..");
        byte[] octets = Arrays.copyOf(ping, ping.length + good.wire().length);
        System.arraycopy(good.wire(), 0, octets, ping.length, good.wire().length);
        for (MemoryTransport transport :
                List.of(MemoryTransport.whole(octets, () -> {}), MemoryTransport.uneven(octets, () -> {}))) {
            FrameInput in = new FrameInput(transport, new InputBuffers(), PATIENCE, new byte[0]);
            assertThat(in.next()).isTrue();
            assertThat(in.type()).isEqualTo(Frames.PING);
            assertThat(in.next()).isTrue();
            isRead(in, good.frame());
            assertThat(in.next()).isFalse();
        }
    }

    private static void isRead(FrameInput in, JsonObject frame) throws ConnectionError {
        assertThat(in.type()).isEqualTo((int) FrameCorpus.number(frame, "type"));
        assertThat(in.stream()).isEqualTo((int) FrameCorpus.number(frame, "stream_identifier"));
        assertThat(in.length()).isEqualTo((int) FrameCorpus.number(frame, "length"));
        for (int flag = 1; flag < 256; flag *= 2) {
            assertThat(in.has(flag)).isEqualTo((FrameCorpus.number(frame, "flags") & flag) != 0);
        }
        JsonObject payload = (JsonObject) frame.get("frame_payload");
        switch (in.type()) {
            case Frames.DATA -> {
                unpad(in, payload);
                assertThat(rest(in)).isEqualTo(text(payload, "data"));
            }
            case Frames.HEADERS -> {
                unpad(in, payload);
                priority(in, payload);
                assertThat(rest(in)).isEqualTo(text(payload, "header_block_fragment"));
            }
            case Frames.PRIORITY -> priority(in, payload);
            case Frames.RST_STREAM -> assertThat(number(in, 0)).isEqualTo(FrameCorpus.number(payload, "error_code"));
            case Frames.SETTINGS -> settings(in, (JsonArray) payload.get("settings"));
            case Frames.PUSH_PROMISE -> {
                unpad(in, payload);
                assertThat(number(in, 0)).isEqualTo(FrameCorpus.number(payload, "promised_stream_id"));
                in.skip(Integer.BYTES);
                assertThat(rest(in)).isEqualTo(text(payload, "header_block_fragment"));
            }
            case Frames.PING -> assertThat(rest(in)).isEqualTo(text(payload, "opaque_data"));
            case Frames.GOAWAY -> {
                assertThat(number(in, 0)).isEqualTo(FrameCorpus.number(payload, "last_stream_id"));
                assertThat(number(in, 4)).isEqualTo(FrameCorpus.number(payload, "error_code"));
                in.skip(2 * Integer.BYTES);
                assertThat(rest(in)).isEqualTo(text(payload, "additional_debug_data"));
            }
            case Frames.WINDOW_UPDATE ->
                assertThat(number(in, 0)).isEqualTo(FrameCorpus.number(payload, "window_size_increment"));
            case Frames.CONTINUATION -> assertThat(rest(in)).isEqualTo(text(payload, "header_block_fragment"));
            default -> throw new AssertionError("a frame of type " + in.type());
        }
    }

    private static void unpad(FrameInput in, JsonObject payload) throws ConnectionError {
        int before = in.length();
        in.unpad();
        long padding = FrameCorpus.number(payload, "padding_length");
        assertThat(before - in.length()).isEqualTo(padding < 0 ? 0 : (int) padding + 1);
        if (padding >= 0) {
            assertThat(Ascii.text(in.octets(), in.end(), in.end() + (int) padding))
                    .isEqualTo(text(payload, "padding"));
        }
    }

    private static void priority(FrameInput in, JsonObject payload) {
        long dependency = FrameCorpus.number(payload, "stream_dependency");
        assertThat(in.type() == Frames.PRIORITY || in.has(Frames.WITH_PRIORITY)).isEqualTo(dependency >= 0);
        if (dependency >= 0) {
            assertThat(in.octets()[in.start()] < 0).isEqualTo(((JsonBoolean) payload.get("exclusive")).value());
            assertThat(number(in, 0)).isEqualTo(dependency);
            assertThat(in.octets()[in.start() + 4] & 0xff).isEqualTo((int) FrameCorpus.number(payload, "weight") - 1);
            in.skip(5);
        }
    }

    private static void settings(FrameInput in, JsonArray settings) {
        for (JsonValue setting : settings.elements()) {
            List<JsonValue> pair = ((JsonArray) setting).elements();
            assertThat(number(in, 0) >>> 16).isEqualTo(number(pair.get(0)));
            in.skip(2);
            assertThat(number(in, 0)).isEqualTo(number(pair.get(1)));
            in.skip(Integer.BYTES);
        }
        assertThat(in.length()).isZero();
    }

    private static long number(JsonValue value) {
        return ((JsonNumber) value).asLong().orElseThrow();
    }

    private static long number(FrameInput in, int at) {
        return Frames.int31(in.octets(), in.start() + at);
    }

    private static String rest(FrameInput in) {
        return new String(in.octets(), in.start(), in.length(), US_ASCII);
    }

    private static String text(JsonObject payload, String name) {
        return ((JsonString) payload.get(name)).value();
    }
}
