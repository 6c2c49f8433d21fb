package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.WebSockets.BINARY;
import static io.zentinelproxy.core.wire.WebSockets.TEXT;
import static io.zentinelproxy.core.wire.WebSockets.join;
import static io.zentinelproxy.core.wire.WebSockets.masked;
import static io.zentinelproxy.core.wire.WebSockets.plain;
import static io.zentinelproxy.core.wire.WebSockets.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames as they pass (RFC 6455 section 5), and those that end the tunnel: both sides are told 1002, and none of the frame passes. */
class WebSocketFramesTest {
    private static final byte[] HELLO = masked(TEXT, "hello");
    private static final byte[] WORLD = plain(TEXT, "world");

    /** Close 1002 as an origin gets it. */
    private static final String ERROR_TO_ORIGIN = text(HexFormat.of().parseHex("88820000000003ea"));

    @ParameterizedTest
    @CsvSource({
        "not masked, 810568656c6c6f",
        "reserved bit 1, c18000000000",
        "reserved bit 2, a18000000000",
        "reserved bit 3, 918000000000",
        "reserved opcode of data, 838000000000",
        "reserved opcode of control, 8b8000000000",
        "fragmented ping, 098000000000",
        "ping of 126 octets, 89fe007e00000000",
        "close of 64 bits, 88ff000000000001000000000000",
        "continuation of nothing, 808000000000",
        "message within a message, 0180000000008180000000 00",
        "length of 64 bits, 82ff800000000000000000000000",
        "length of 16 bits for 5 octets, 81fe000500000000",
        "length of 64 bits for 16, 81ff000000000000ffff00000000"
    })
    void clientThatBreaksTheProtocolEndsTheTunnel(String what, String hex, @TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        byte[] bad = HexFormat.of().parseHex(hex.replace(" ", ""));
        byte[] good = what.startsWith("message") ? java.util.Arrays.copyOf(bad, 6) : new byte[0];
        try (TestOrigin origin = WebSockets.switching();
                RunningProxy proxy = WebSockets.inFrontOf(origin, log.as("json"));
                RawClient client = WebSockets.open(proxy)) {
            client.send(join(HELLO, bad)).halfClose();
            assertThat(client.readToEnd()).isEqualTo(WebSockets.closeToClient(1002));
            origin.awaitConnectionClosed(0);
            assertThat(origin.octets(0)).endsWith(text(HELLO) + text(good) + ERROR_TO_ORIGIN);
            assertThat(log.awaitOnlyLine().text("reason")).isEqualTo("bad_frame");
            assertThat(MetricSamples.of(proxy)).containsEntry(reason("bad_frame"), 1.0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "masked, 818100000000 61",
        "reserved bit 1, c100",
        "reserved opcode, 8f00",
        "fragmented close, 0800",
        "pong of 200 octets, 8a7e00c8",
        "continuation of nothing, 0000",
        "length of 64 bits, 827fffffffffffffffff"
    })
    void originThatBreaksTheProtocolEndsTheTunnel(String what, String hex, @TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        byte[] bad = HexFormat.of().parseHex(hex.replace(" ", ""));
        try (TestOrigin origin = WebSockets.switching(new Step.Send(join(WORLD, bad)), new Step.HalfClose());
                RunningProxy proxy = WebSockets.inFrontOf(origin, log.as("json"));
                RawClient client = WebSockets.open(proxy)) {
            assertThat(client.readRaw(WORLD.length + 4))
                    .as(what)
                    .isEqualTo(join(WORLD, WebSockets.closeToClient(1002)));
            origin.awaitOctets(0, ERROR_TO_ORIGIN);
            client.close();
            origin.awaitConnectionClosed(0);
            assertThat(log.awaitOnlyLine().text("reason")).isEqualTo("bad_origin_frame");
            assertThat(MetricSamples.of(proxy)).containsEntry(reason("bad_origin_frame"), 1.0);
        }
    }

    private static String reason(String reason) {
        return "zentinel_blocked_requests_total{reason=\"" + reason + "\"}";
    }

    /** A frame is under way to the client: a Close within it would be read as payload. */
    @Test
    void closeIsNotPutIntoAFrame() {
        HandClock clock = new HandClock();
        byte[] begun = java.util.Arrays.copyOf(plain(BINARY, new byte[100]), 50);
        try (TestOrigin origin = WebSockets.switching(new Step.Send(begun));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, WebSockets.route(""));
                RawClient client = WebSockets.open(proxy)) {
            client.readRaw(begun.length);
            client.send(new byte[] {(byte) 0x83, 0});
            origin.awaitOctets(0, ERROR_TO_ORIGIN);
            assertThat(clock.advanceDuring(client::readToEnd, Duration.ofSeconds(3)))
                    .isEmpty();
            origin.awaitConnectionClosed(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"permessage-deflate", "permessage-deflate; server_no_context_takeover, x", "x-other"})
    void agreedExtensionsMayUseReservedBits(String extensions) {
        String answer = WebSockets.answerWith(WebSockets.ACCEPT + "Sec-WebSocket-Extensions: " + extensions + "\r\n");
        byte[] compressed = masked(0xc1, "xyz");
        try (TestOrigin origin = TestOrigin.doing(Step.send(answer), new Step.AwaitClose());
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            client.send(compressed);
            origin.awaitOctets(0, text(compressed));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a18000000000", "c98000000000", "018000000000c08000000000"})
    void deflateUsesTheFirstBitOfAMessagesFirstFrameOnly(String hex) {
        String answer = WebSockets.answerWith(WebSockets.ACCEPT + "Sec-WebSocket-Extensions: permessage-deflate\r\n");
        try (TestOrigin origin = TestOrigin.doing(Step.send(answer), new Step.AwaitClose());
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            client.send(HexFormat.of().parseHex(hex)).halfClose();
            assertThat(client.readToEnd()).isEqualTo(WebSockets.closeToClient(1002));
        }
    }

    @Test
    void framesThatComeOctetByOctetPassAsTheyAre() {
        byte[] frames = join(
                HELLO,
                masked(0x01, "a"),
                masked(WebSockets.PING, "p"),
                masked(0x80, "b"),
                masked(BINARY, new byte[300]),
                masked(BINARY, new byte[70_000]));
        try (TestOrigin origin = WebSockets.switching();
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            for (int i = 0; i < 600; i++) {
                client.send(new byte[] {frames[i]});
            }
            client.send(java.util.Arrays.copyOfRange(frames, 600, frames.length))
                    .halfClose();
            origin.awaitConnectionClosed(0);
            assertThat(origin.octets(0)).endsWith("\r\n\r\n" + text(frames));
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry(
                            "zentinel_websocket_frames_total{direction=\"client_to_server\",opcode=\"binary\",route=\"all\"}",
                            2.0));
        }
    }

    @Test
    void manyOctetsPassBothWaysAtOnce() {
        byte[] large = masked(BINARY, new byte[700_000]);
        byte[] back = plain(BINARY, new byte[900_000]);
        try (TestOrigin origin = WebSockets.switching(new Step.Send(back), new Step.ReadOctets(large.length));
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            Thread sender = Thread.startVirtualThread(() -> client.send(large));
            assertThat(client.readRaw(back.length)).isEqualTo(back);
            await().until(() -> !sender.isAlive());
            origin.awaitOctets(0, text(large));
        }
    }
}
