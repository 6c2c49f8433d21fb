package io.zentinelproxy.core.wire.http2.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.core.testkit.h2.H2Origin;
import io.zentinelproxy.core.testkit.h2.H2Step;
import io.zentinelproxy.core.testkit.h2.HpackBlock;
import io.zentinelproxy.core.wire.Messages;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames of an origin that break the connection: RFC 9113 sections 4 to 6. Its streams are over, and others get another one. */
class HostileOriginFramesTest {

    private static final HpackBlock HEAD = HpackBlock.of(":status", "200");

    private static Arguments frames(String what, H2Code code, H2Frame... frames) {
        return Arguments.of(what, code, H2Frame.octets(frames));
    }

    private static Arguments raw(
            String what, H2Code code, int length, int type, int flags, int stream, byte[] payload) {
        return Arguments.of(what, code, H2Frame.octets(length, type, flags, stream, payload));
    }

    static Stream<Arguments> connectionErrors() {
        byte[] four = new byte[4];
        return Stream.of(
                frames("a push that nobody asked for", H2Code.PROTOCOL_ERROR, H2Frame.pushPromise(1, 2, HEAD)),
                frames("a head on a stream of its own", H2Code.PROTOCOL_ERROR, H2Frame.headers(2, HEAD, false)),
                frames("a head on a stream never opened", H2Code.PROTOCOL_ERROR, H2Frame.headers(99, HEAD, false)),
                frames("a head on no stream", H2Code.PROTOCOL_ERROR, H2Frame.headers(0, HEAD, false)),
                frames("content on a stream never opened", H2Code.PROTOCOL_ERROR, H2Frame.data(99, "x", false)),
                frames("content on no stream", H2Code.PROTOCOL_ERROR, H2Frame.data(0, "x", false)),
                frames("a reset of a stream never opened", H2Code.PROTOCOL_ERROR, H2Frame.reset(99, H2Code.CANCEL)),
                frames("a window of a stream never opened", H2Code.PROTOCOL_ERROR, H2Frame.windowUpdate(99, 1)),
                frames("an empty window update", H2Code.PROTOCOL_ERROR, H2Frame.windowUpdate(0, 0)),
                frames("a window too large", H2Code.FLOW_CONTROL_ERROR, H2Frame.windowUpdate(0, Integer.MAX_VALUE)),
                frames("leave to push", H2Code.PROTOCOL_ERROR, H2Frame.settings(H2Options.ENABLE_PUSH, 1)),
                frames(
                        "a frame size too small",
                        H2Code.PROTOCOL_ERROR,
                        H2Frame.settings(H2Options.MAX_FRAME_SIZE, 100)),
                frames(
                        "a window setting too large",
                        H2Code.FLOW_CONTROL_ERROR,
                        H2Frame.settings(H2Options.INITIAL_WINDOW_SIZE, 1L << 31)),
                frames("the end of nothing", H2Code.PROTOCOL_ERROR, H2Frame.continuation(1, new byte[0], true)),
                frames(
                        "a frame within a head",
                        H2Code.PROTOCOL_ERROR,
                        H2Frame.headers(1, HEAD.octets(), 0),
                        H2Frame.ping("12345678")),
                frames(
                        "a head that HPACK does not know",
                        H2Code.COMPRESSION_ERROR,
                        H2Frame.headers(1, HpackBlock.of().index(0), true)),
                frames(
                        "an index out of range",
                        H2Code.COMPRESSION_ERROR,
                        H2Frame.headers(1, HpackBlock.of().index(200), true)),
                frames("a priority of its own", H2Code.PROTOCOL_ERROR, H2Frame.priorityUpdate(1, "u=1")),
                raw("a frame too large", H2Code.FRAME_SIZE_ERROR, 16_385, H2Frame.DATA, 0, 1, new byte[16_385]),
                raw("a ping too short", H2Code.FRAME_SIZE_ERROR, 4, H2Frame.PING, 0, 0, four),
                raw("a ping on a stream", H2Code.PROTOCOL_ERROR, 8, H2Frame.PING, 0, 1, new byte[8]),
                raw("a reset too long", H2Code.FRAME_SIZE_ERROR, 5, H2Frame.RST_STREAM, 0, 1, new byte[5]),
                raw("settings cut off", H2Code.FRAME_SIZE_ERROR, 4, H2Frame.SETTINGS, 0, 0, four),
                raw("settings on a stream", H2Code.PROTOCOL_ERROR, 0, H2Frame.SETTINGS, 0, 1, new byte[0]),
                raw(
                        "an acknowledgement with settings",
                        H2Code.FRAME_SIZE_ERROR,
                        6,
                        H2Frame.SETTINGS,
                        H2Frame.ACK,
                        0,
                        new byte[6]),
                raw("a goaway on a stream", H2Code.PROTOCOL_ERROR, 8, H2Frame.GOAWAY, 0, 1, new byte[8]),
                raw("a goaway too short", H2Code.FRAME_SIZE_ERROR, 4, H2Frame.GOAWAY, 0, 0, four),
                raw("more padding than content", H2Code.PROTOCOL_ERROR, 2, H2Frame.DATA, H2Frame.PADDED, 1, new byte[] {
                    9, 0
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("connectionErrors")
    void theConnectionEndsWithItsCodeAndOthersGetAnother(String what, H2Code code, byte[] octets) {
        List<H2Step> breaking = List.of(new H2Step.Raw(octets), new H2Step.AwaitClose());
        try (H2Origin origin = H2Origin.inOrder(breaking, H2Step.answer(200, "ok"));
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            assertThat(origin.connection(0).awaitGoAway(code).code()).isEqualTo(code);
            Origins.awaitFaults(proxy, "bad_http2", 1);
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    /** More than the window of the stream: the others of the connection are not at fault. */
    @Test
    void contentBeyondTheWindowCostsItsStream() {
        byte[] piece = new byte[16_384];
        H2Step flood = new H2Step.Do(request -> {
            for (int i = 0; i < 1_000; i++) {
                request.connection().trySend(H2Frame.data(request.stream().id(), piece, false));
            }
        });
        try (H2Origin origin = H2Origin.scripted(request ->
                        request.path().equals("/other") ? H2Step.answer(200, "ok") : List.of(H2Step.head(200), flood));
                RunningProxy proxy = Origins.inFrontOf(origin);
                // Whose window is shut, so that nobody takes what comes: kernels would hold megabytes for a client that
                // does not read.
                H2Client shut =
                        H2Client.connect(proxy.address(), H2Options.USUAL.with(H2Options.INITIAL_WINDOW_SIZE, 0));
                RawClient other = proxy.connect()) {
            shut.get("/");
            assertThat(origin.awaitRequests(1).getFirst().awaitReset()).isEqualTo(H2Code.FLOW_CONTROL_ERROR);
            assertThat(other.send(Messages.get("/other")).read().status()).isEqualTo(200);
            assertThat(origin.connections()).isOne();
        }
    }

    static Stream<Arguments> floods() {
        Map<String, H2Frame> frames = Map.of(
                "settings", H2Frame.settings(),
                "pings", H2Frame.ping("12345678"),
                "priorities", H2Frame.priority(1, 3, 1),
                "empty content", H2Frame.data(1, "", false),
                "tiny windows", H2Frame.windowUpdate(0, 1),
                "unknown frames", new H2Frame(200, 0, 0, new byte[1]));
        return frames.entrySet().stream().map(flood -> Arguments.of(flood.getKey(), flood.getValue()));
    }

    /** Legal, but odd: as for clients, there is a budget (CVE-2019-9511 to -9518). */
    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void anOriginThatFloodsLosesItsConnection(String what, H2Frame frame) {
        H2Step flood = new H2Step.Do(request -> {
            boolean taken = true;
            for (int i = 0; i < 20_000 && taken; i++) {
                taken = request.connection().trySend(frame);
            }
        });
        try (H2Origin origin = H2Origin.inOrder(List.of(H2Step.head(200), flood), H2Step.answer(200, "ok"));
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect();
                RawClient other = proxy.connect()) {
            client.send(Messages.GET);
            origin.awaitConnectionClosed(0);
            assertThat(other.send(Messages.GET).read().status()).isEqualTo(200);
        }
    }

    /** CVE-2024-27316 and its kin. */
    @Test
    void aHeadWithoutEndIsCutOff() {
        H2Step flood = new H2Step.Do(request -> {
            int stream = request.stream().id();
            boolean taken = request.connection().trySend(H2Frame.headers(stream, HEAD.octets(), 0));
            byte[] piece = HpackBlock.of("x", "v".repeat(8000)).octets();
            for (int i = 0; i < 1000 && taken; i++) {
                taken = request.connection().trySend(H2Frame.continuation(stream, piece, false));
            }
        });
        try (H2Origin origin = H2Origin.inOrder(List.of(flood), H2Step.answer(200, "ok"));
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            Origins.awaitFaults(proxy, "bad_http2", 1);
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
        }
    }
}
