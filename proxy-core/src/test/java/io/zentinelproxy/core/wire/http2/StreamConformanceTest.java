package io.zentinelproxy.core.wire.http2;

import static io.zentinelproxy.core.testkit.h2.H2Code.CANCEL;
import static io.zentinelproxy.core.testkit.h2.H2Code.PROTOCOL_ERROR;
import static io.zentinelproxy.core.testkit.h2.H2Code.REFUSED_STREAM;
import static io.zentinelproxy.core.testkit.h2.H2Code.STREAM_CLOSED;
import static io.zentinelproxy.core.wire.http2.Conformance.HOLD;
import static io.zentinelproxy.core.wire.http2.Conformance.connectionError;
import static io.zentinelproxy.core.wire.http2.Conformance.eitherError;
import static io.zentinelproxy.core.wire.http2.Conformance.ignored;
import static io.zentinelproxy.core.wire.http2.Conformance.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.testkit.h2.HpackBlock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 9113 section 5.1: the states of a stream, and what may come in each. */
class StreamConformanceTest {
    private static final HpackBlock GET = HpackBlock.request("GET", "/");
    private static final HpackBlock TRAILERS = HpackBlock.of("content-digest", "1");

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

    /** On a stream whose request is complete and whose answer is not. */
    private static Consumer<H2Client> halfClosed(H2Frame frame) {
        return client -> {
            client.get(HOLD);
            client.send(frame);
        };
    }

    /** On a stream whose request and answer are complete. */
    private static Consumer<H2Client> closed(H2Frame frame) {
        return client -> {
            client.get("/").awaitReply();
            // The client has read the end a moment before the stream is closed for the proxy.
            conformance.awaitNothingUnderWay();
            client.send(frame);
        };
    }

    /** On a stream that the client has reset. */
    private static Consumer<H2Client> reset(H2Frame frame) {
        return client -> {
            client.open("POST", HOLD).reset(CANCEL);
            client.send(frame);
        };
    }

    static Stream<Arguments> states() {
        H2Frame data = H2Frame.data(1, "x", true);
        H2Frame headers = H2Frame.headers(1, TRAILERS, true);
        H2Frame continuation = H2Frame.continuation(1, TRAILERS.octets(), true);
        return Stream.of(
                of("5.1 idle: DATA", sends(data), connectionError(PROTOCOL_ERROR)),
                of("5.1 idle: RST_STREAM", sends(H2Frame.reset(1, CANCEL)), connectionError(PROTOCOL_ERROR)),
                of("5.1 idle: WINDOW_UPDATE", sends(H2Frame.windowUpdate(1, 100)), connectionError(PROTOCOL_ERROR)),
                of("5.1 idle: CONTINUATION", sends(continuation), connectionError(PROTOCOL_ERROR)),
                of("5.1 idle: PRIORITY is nothing", sends(H2Frame.priority(1, 0, 15)), ignored()),
                of("5.1 half closed: DATA", halfClosed(data), eitherError(1, STREAM_CLOSED)),
                of("5.1 half closed: HEADERS", halfClosed(headers), eitherError(1, STREAM_CLOSED)),
                of(
                        "5.1 half closed: CONTINUATION",
                        halfClosed(continuation),
                        connectionError(STREAM_CLOSED, PROTOCOL_ERROR)),
                of("5.1 half closed: WINDOW_UPDATE", halfClosed(H2Frame.windowUpdate(1, 1000)), ignored()),
                of("5.1 half closed: PRIORITY", halfClosed(H2Frame.priority(1, 0, 15)), ignored()),
                of("5.1 half closed: RST_STREAM", halfClosed(H2Frame.reset(1, CANCEL)), ignored()),
                of("5.1 reset: DATA", reset(data), eitherError(1, STREAM_CLOSED)),
                of("5.1 reset: HEADERS", reset(headers), eitherError(1, STREAM_CLOSED)),
                of("5.1 reset: CONTINUATION", reset(continuation), connectionError(STREAM_CLOSED, PROTOCOL_ERROR)),
                of("5.1 reset: PRIORITY", reset(H2Frame.priority(1, 0, 15)), ignored()),
                of("5.1 reset: another RST_STREAM", reset(H2Frame.reset(1, CANCEL)), ignored()),
                of("5.1 reset: WINDOW_UPDATE", reset(H2Frame.windowUpdate(1, 1000)), ignored()),
                of("5.1 closed: DATA", closed(data), connectionError(STREAM_CLOSED)),
                of("5.1 closed: HEADERS", closed(headers), connectionError(STREAM_CLOSED)),
                of("5.1 closed: CONTINUATION", closed(continuation), connectionError(STREAM_CLOSED, PROTOCOL_ERROR)),
                of("5.1 closed: WINDOW_UPDATE", closed(H2Frame.windowUpdate(1, 1000)), ignored()),
                of("5.1 closed: RST_STREAM", closed(H2Frame.reset(1, CANCEL)), ignored()),
                of("5.1 closed: PRIORITY", closed(H2Frame.priority(1, 0, 15)), ignored()),
                of(
                        "5.1 content behind trailers",
                        client -> {
                            client.open("POST", HOLD).fields(true, "content-digest", "1");
                            client.send(data);
                        },
                        eitherError(1, STREAM_CLOSED)));
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                of("5.1.1 an even stream", sends(H2Frame.headers(2, GET, true)), connectionError(PROTOCOL_ERROR)),
                of("5.1.1 stream 0", sends(H2Frame.headers(0, GET, true)), connectionError(PROTOCOL_ERROR)),
                of(
                        "5.1.1 a smaller number, never used",
                        client -> {
                            client.send(H2Frame.headers(5, GET, true));
                            client.stream(5).awaitReply();
                            client.send(H2Frame.headers(3, GET, true));
                        },
                        connectionError(PROTOCOL_ERROR, STREAM_CLOSED)),
                of(
                        "5.1.1 a smaller number, while the greater is open",
                        client -> {
                            client.send(H2Frame.headers(5, HpackBlock.request("GET", HOLD), true));
                            client.send(H2Frame.headers(3, GET, true));
                        },
                        connectionError(PROTOCOL_ERROR, STREAM_CLOSED)),
                of("5.1.1 numbers may be left out", sends(H2Frame.headers(101, GET, true)), answeredAlone(101)),
                of(
                        "5.1.1 the greatest number",
                        sends(H2Frame.headers(Integer.MAX_VALUE, GET, true)),
                        answeredAlone(Integer.MAX_VALUE)),
                of(
                        "5.3.1 PRIORITY that depends on itself",
                        client -> {
                            client.open("POST", HOLD);
                            client.send(H2Frame.priority(1, 1, 15));
                        },
                        ignoredOr(1)),
                of("5.3.1 HEADERS that depend on themselves", selfDependent(), ignoredOr(1)),
                of("6.3 PRIORITY on stream 0", sends(H2Frame.priority(0, 3, 15)), connectionError(PROTOCOL_ERROR)),
                of(
                        "RFC 9218 7.1 PRIORITY_UPDATE on a stream",
                        sends(new H2Frame(H2Frame.PRIORITY_UPDATE, 0, 1, new byte[] {0, 0, 0, 1, 'u'})),
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "RFC 9218 7.1 PRIORITY_UPDATE of stream 0",
                        sends(H2Frame.priorityUpdate(0, "u=1")),
                        connectionError(PROTOCOL_ERROR)),
                of(
                        "RFC 9218 7.1 PRIORITY_UPDATE that cannot be parsed",
                        sends(H2Frame.priorityUpdate(1, "u=\u00ff;;,")),
                        ignored()));
    }

    private static Conformance.Outcome answeredAlone(int stream) {
        return client -> {
            assertThat(client.stream(stream).awaitReply().status()).isEqualTo(200);
            client.roundTrip();
        };
    }

    /** Priorities of RFC 7540 are no more: what is wrong with one may be ignored, or be an error of the stream as it was. */
    private static Conformance.Outcome ignoredOr(int stream) {
        return client -> {
            client.roundTrip();
            H2Code code = client.stream(stream).reset();
            assertThat(code).isIn(null, PROTOCOL_ERROR);
            assertThat(client.get("/").awaitReply().status()).isEqualTo(200);
        };
    }

    private static Consumer<H2Client> selfDependent() {
        return client -> {
            byte[] block = HpackBlock.request("GET", HOLD).octets();
            byte[] payload = new byte[5 + block.length];
            payload[3] = 1;
            System.arraycopy(block, 0, payload, 5, block.length);
            client.nextStream();
            client.send(H2Frame.headers(1, payload, H2Frame.END_HEADERS | H2Frame.END_STREAM | H2Frame.PRIORITIZED));
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"states", "numbers"})
    void streams(String name, Consumer<H2Client> does, Conformance.Outcome outcome) {
        conformance.check(does, outcome);
    }

    /** Section 5.1.2. */
    @Test
    void oneStreamMoreThanMayBeIsRefusedAlone() {
        try (Conformance few = new Conformance(Piece.listener("max-concurrent-streams 3"));
                H2Client client = H2Client.connect(few.proxy().address())) {
            assertThat(client.setting(H2Options.MAX_CONCURRENT_STREAMS)).isEqualTo(3);
            H2Stream[] held = {client.get(HOLD), client.get(HOLD), client.get(HOLD)};
            assertThat(client.get("/").awaitReset()).isEqualTo(REFUSED_STREAM);
            held[0].reset(CANCEL);
            client.roundTrip();
            few.check(sends(), answeredAfter());
            assertThat(held[1].reset()).isNull();
        }
    }

    /** Tomcat CVE-2025-53506: who has not acknowledged our SETTINGS is held to them all the same. */
    @Test
    void limitsHoldBeforeTheyAreAcknowledged() {
        try (Conformance few = new Conformance(Piece.listener("max-concurrent-streams 3"));
                H2Client client = H2Client.connect(few.proxy().address(), H2Options.USUAL.withoutAcknowledging())) {
            for (int i = 0; i < 3; i++) {
                client.get(HOLD);
            }
            assertThat(client.get("/").awaitReset()).isEqualTo(REFUSED_STREAM);
        }
    }

    private static Conformance.Outcome answeredAfter() {
        return client -> assertThat(client.get("/").awaitReply().status()).isEqualTo(200);
    }

    /** A PRIORITY frame says nothing that a reset could answer: an idle stream must not be reset (section 5.1). */
    @Test
    void aBadPriorityOfAnIdleStreamResetsNothing() {
        try (H2Client client = H2Client.connect(conformance.proxy().address())) {
            client.send(new H2Frame(H2Frame.PRIORITY, 0, 7, new byte[4]));
            client.halfClose();
            client.awaitClosed();
            assertThat(client.count(H2Frame.RST_STREAM)).isZero();
        }
        try (H2Client client = H2Client.connect(conformance.proxy().address())) {
            client.send(H2Frame.priority(7, 7, 15));
            client.halfClose();
            client.awaitClosed();
            assertThat(client.count(H2Frame.RST_STREAM)).isZero();
        }
    }

    /** Section 5.4.1: what GOAWAY says was taken up is what was. */
    @Test
    void theEndOfAConnectionSaysWhichRequestWasTheLast() {
        try (H2Client client = H2Client.connect(conformance.proxy().address())) {
            client.get("/").awaitReply();
            client.get("/").awaitReply();
            client.send(new H2Frame(H2Frame.PING, 0, 1, new byte[8]));
            assertThat(client.awaitGoAway().lastStream()).isEqualTo(3);
            client.awaitClosed();
        }
    }
}
