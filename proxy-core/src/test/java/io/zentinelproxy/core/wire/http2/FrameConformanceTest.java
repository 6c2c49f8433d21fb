package io.zentinelproxy.core.wire.http2;

import static io.zentinelproxy.core.testkit.h2.H2Code.CANCEL;
import static io.zentinelproxy.core.testkit.h2.H2Code.FLOW_CONTROL_ERROR;
import static io.zentinelproxy.core.testkit.h2.H2Code.FRAME_SIZE_ERROR;
import static io.zentinelproxy.core.testkit.h2.H2Code.PROTOCOL_ERROR;
import static io.zentinelproxy.core.testkit.h2.H2Options.ENABLE_PUSH;
import static io.zentinelproxy.core.testkit.h2.H2Options.HEADER_TABLE_SIZE;
import static io.zentinelproxy.core.testkit.h2.H2Options.INITIAL_WINDOW_SIZE;
import static io.zentinelproxy.core.testkit.h2.H2Options.MAX_FRAME_SIZE;
import static io.zentinelproxy.core.testkit.h2.H2Options.MAX_HEADER_LIST_SIZE;
import static io.zentinelproxy.core.wire.http2.Conformance.HOLD;
import static io.zentinelproxy.core.wire.http2.Conformance.answered;
import static io.zentinelproxy.core.wire.http2.Conformance.connectionError;
import static io.zentinelproxy.core.wire.http2.Conformance.ignored;
import static io.zentinelproxy.core.wire.http2.Conformance.noError;
import static io.zentinelproxy.core.wire.http2.Conformance.of;
import static io.zentinelproxy.core.wire.http2.Conformance.streamError;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.core.testkit.h2.HpackBlock;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 9113 sections 6 to 8.1: each frame as it should be and as it should not. Their sizes are in {@link FramingConformanceTest}. */
class FrameConformanceTest {
    private static final long TOO_MUCH = 0x7fff_ffffL;

    private static Conformance conformance;

    @BeforeAll
    static void start() {
        conformance = new Conformance();
    }

    @AfterAll
    static void stop() {
        conformance.close();
    }

    private static Consumer<H2Client> sends(H2Frame... frames) {
        return client -> client.send(frames);
    }

    private static Consumer<H2Client> onOpenStream(H2Frame frame) {
        return client -> {
            client.open("POST", HOLD);
            client.send(frame);
        };
    }

    private static byte[] unknownCode(int before) {
        ByteBuffer payload = ByteBuffer.allocate(before + 4);
        payload.putInt(before, 0xff);
        return payload.array();
    }

    static Stream<Arguments> content() {
        return Stream.of(
                of("6.1 DATA on stream 0", sends(H2Frame.data(0, "x", true)), connectionError(PROTOCOL_ERROR)),
                of(
                        "6.1 padding as long as the payload",
                        onOpenStream(new H2Frame(H2Frame.DATA, H2Frame.PADDED, 1, new byte[] {4, 1, 2, 3})),
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "6.1 padding longer than the payload",
                        onOpenStream(new H2Frame(H2Frame.DATA, H2Frame.PADDED, 1, new byte[] {(byte) 255, 1, 2})),
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "6.1 nothing but padding",
                        client -> {
                            client.open("POST", "/");
                            client.send(H2Frame.padded(1, "", 3, true));
                        },
                        answered(1)),
                of(
                        "6.2 padding longer than the HEADERS",
                        sends(new H2Frame(
                                H2Frame.HEADERS, H2Frame.PADDED | H2Frame.END_HEADERS, 1, new byte[] {5, 1, 2})),
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "6.2 padding longer than the HEADERS behind their priority",
                        sends(new H2Frame(
                                H2Frame.HEADERS,
                                H2Frame.PADDED | H2Frame.PRIORITIZED | H2Frame.END_HEADERS,
                                1,
                                new byte[] {5, 0, 0, 0, 0, 15, 1, 2})),
                        connectionError(PROTOCOL_ERROR, FRAME_SIZE_ERROR)),
                of("6.4 RST_STREAM on stream 0", sends(H2Frame.reset(0, CANCEL)), connectionError(PROTOCOL_ERROR)),
                of(
                        "6.6 PUSH_PROMISE of a client",
                        onOpenStream(H2Frame.pushPromise(1, 2, HpackBlock.request("GET", "/"))),
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "8.4 PUSH_PROMISE on an idle stream",
                        sends(H2Frame.pushPromise(3, 4, HpackBlock.request("GET", "/"))),
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "7 RST_STREAM with an unknown code",
                        onOpenStream(new H2Frame(H2Frame.RST_STREAM, 0, 1, unknownCode(0))),
                        ignored()),
                of(
                        "7 GOAWAY with an unknown code",
                        sends(new H2Frame(H2Frame.GOAWAY, 0, 0, unknownCode(4))),
                        noError()),
                of(
                        "8.1 a second section that does not end the stream",
                        client -> client.open("POST", HOLD).fields(false, "x", "y"),
                        streamError(1, PROTOCOL_ERROR)));
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                of(
                        "6.5 SETTINGS on a stream",
                        sends(new H2Frame(H2Frame.SETTINGS, 0, 1, new byte[0])),
                        connectionError(PROTOCOL_ERROR)),
                of("6.5.2 ENABLE_PUSH of 2", sends(H2Frame.settings(ENABLE_PUSH, 2)), connectionError(PROTOCOL_ERROR)),
                of("6.5.2 ENABLE_PUSH of 1", sends(H2Frame.settings(ENABLE_PUSH, 1)), ignored()),
                of(
                        "6.5.2 INITIAL_WINDOW_SIZE of 2^31",
                        sends(H2Frame.settings(INITIAL_WINDOW_SIZE, 1L << 31)),
                        connectionError(FLOW_CONTROL_ERROR)),
                of(
                        "6.5.2 INITIAL_WINDOW_SIZE of 2^31-1",
                        sends(H2Frame.settings(INITIAL_WINDOW_SIZE, TOO_MUCH)),
                        ignored()),
                of(
                        "6.5.2 MAX_FRAME_SIZE below 2^14",
                        sends(H2Frame.settings(MAX_FRAME_SIZE, 16_383)),
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "6.5.2 MAX_FRAME_SIZE of 2^24",
                        sends(H2Frame.settings(MAX_FRAME_SIZE, 1 << 24)),
                        connectionError(PROTOCOL_ERROR)),
                of("6.5.2 MAX_FRAME_SIZE of 2^24-1", sends(H2Frame.settings(MAX_FRAME_SIZE, (1 << 24) - 1)), ignored()),
                of("6.5.2 a setting that is unknown", sends(H2Frame.settings(0xff, 1, 0, 1, 7, 1)), ignored()),
                of("6.5.2 HEADER_TABLE_SIZE of 0", sends(H2Frame.settings(HEADER_TABLE_SIZE, 0)), ignored()),
                of(
                        "6.5.2 HEADER_TABLE_SIZE of 2^32-1",
                        sends(H2Frame.settings(HEADER_TABLE_SIZE, 0xffff_ffffL)),
                        ignored()),
                of(
                        "6.5.2 HEADER_TABLE_SIZE to and fro",
                        sends(H2Frame.settings(HEADER_TABLE_SIZE, 0), H2Frame.settings(HEADER_TABLE_SIZE, 4096)),
                        ignored()),
                of(
                        "6.5.2 MAX_HEADER_LIST_SIZE of 1, which is advice",
                        sends(H2Frame.settings(MAX_HEADER_LIST_SIZE, 1)),
                        ignored()),
                of(
                        "6.5.3 SETTINGS are acknowledged",
                        sends(H2Frame.settings(MAX_FRAME_SIZE, 20_000), H2Frame.settings()),
                        client -> client.awaitSettingsAcks(3)),
                of(
                        "6.5.3 an acknowledgement of nothing",
                        sends(H2Frame.settingsAck(), H2Frame.settingsAck()),
                        ignored()));
    }

    static Stream<Arguments> control() {
        return Stream.of(
                of(
                        "6.7 PING is answered with what it said",
                        sends(H2Frame.ping("12345678")),
                        client -> assertThat(client.awaitFrame(
                                                "PONG", frame -> frame.type() == H2Frame.PING && frame.has(H2Frame.ACK))
                                        .payload())
                                .asString()
                                .isEqualTo("12345678")),
                of("6.7 an answer to no PING", sends(H2Frame.ping("unasked!").withFlags(H2Frame.ACK)), ignored()),
                of(
                        "6.7 PING on a stream",
                        sends(new H2Frame(H2Frame.PING, 0, 1, new byte[8])),
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "6.8 GOAWAY on a stream",
                        sends(new H2Frame(H2Frame.GOAWAY, 0, 1, new byte[8])),
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "6.8 GOAWAY of a client that waits for its answer",
                        client -> {
                            client.open("POST", "/");
                            client.send(H2Frame.goAway(0, H2Code.NO_ERROR), H2Frame.data(1, "x", true));
                        },
                        client -> {
                            assertThat(client.stream(1).awaitReply().body()).isEqualTo("ok");
                            client.awaitClosed();
                        }),
                of("6.9 WINDOW_UPDATE of 0", sends(H2Frame.windowUpdate(0, 0)), connectionError(PROTOCOL_ERROR)),
                of(
                        "6.9 WINDOW_UPDATE of 0 with the reserved bit",
                        sends(H2Frame.windowUpdate(0, 1L << 31)),
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "6.9 WINDOW_UPDATE of 0 on a stream",
                        onOpenStream(H2Frame.windowUpdate(1, 0)),
                        streamError(1, PROTOCOL_ERROR)),
                of(
                        "6.9.1 a window over 2^31-1",
                        sends(H2Frame.windowUpdate(0, TOO_MUCH)),
                        connectionError(FLOW_CONTROL_ERROR)),
                of(
                        "6.9.1 in two steps",
                        sends(H2Frame.windowUpdate(0, TOO_MUCH - 65_535), H2Frame.windowUpdate(0, 1)),
                        connectionError(FLOW_CONTROL_ERROR)),
                of("6.9.1 up to 2^31-1", sends(H2Frame.windowUpdate(0, TOO_MUCH - 65_535)), ignored()),
                of(
                        "6.9.1 a stream's window over 2^31-1",
                        onOpenStream(H2Frame.windowUpdate(1, TOO_MUCH)),
                        streamError(1, FLOW_CONTROL_ERROR)),
                of(
                        "6.9.2 a stream's window over 2^31-1 by SETTINGS",
                        client -> {
                            client.open("POST", HOLD);
                            client.send(H2Frame.windowUpdate(1, 1000), H2Frame.settings(INITIAL_WINDOW_SIZE, TOO_MUCH));
                        },
                        connectionError(FLOW_CONTROL_ERROR)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"content", "settings", "control"})
    void frames(String name, Consumer<H2Client> does, Conformance.Outcome outcome) {
        conformance.check(does, outcome);
    }

    /** Section 6.5.3: values are taken in their order, and the last one counts. */
    @Test
    void theLastOfSeveralValuesCounts() {
        H2Options options = H2Options.USUAL
                .with(INITIAL_WINDOW_SIZE, 100)
                .with(INITIAL_WINDOW_SIZE, 1)
                .leavingWindows();
        try (H2Client client = H2Client.connect(conformance.proxy().address(), options)) {
            var stream = client.get("/");
            stream.awaitContent(1);
            client.roundTrip();
            assertThat(stream.content().length()).isEqualTo(1);
        }
    }

    /** Section 6.5.2: what the peer's table may hold is the peer's to say; we say so where ours changes. */
    @Test
    void aPeerWithoutATableIsAnsweredAllTheSame() {
        H2Options options = H2Options.USUAL.with(HEADER_TABLE_SIZE, 0);
        try (H2Client client = H2Client.connect(conformance.proxy().address(), options)) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.get("/").awaitReply().status()).isEqualTo(200);
            }
        }
    }
}
