package io.zentinelproxy.core.wire.http2;

import static io.zentinelproxy.core.wire.http2.StreamWebSockets.HELLO;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Reply;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.testkit.h2.HpackBlock;
import io.zentinelproxy.core.wire.LogFile;
import io.zentinelproxy.core.wire.Messages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Extended CONNECT that is malformed or not for us, and what is refused: RFC 8441 section 4. */
class WebSocketRequestsTest {
    private static final List<String> GOOD = List.of(
            ":method",
            "CONNECT",
            ":protocol",
            "websocket",
            ":scheme",
            "http",
            ":authority",
            "a.test",
            ":path",
            "/",
            "sec-websocket-version",
            "13");

    private static HpackBlock with(String name, String value) {
        List<String> fields = new ArrayList<>(GOOD);
        fields.set(fields.indexOf(name) + 1, value);
        return HpackBlock.of(fields.toArray(String[]::new));
    }

    private static HpackBlock without(String name) {
        List<String> fields = new ArrayList<>(GOOD);
        int at = fields.indexOf(name);
        fields.subList(at, at + 2).clear();
        return HpackBlock.of(fields.toArray(String[]::new));
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("another protocol", with(":protocol", "connect-udp")),
                Arguments.of("one and something", with(":protocol", "websocket2")),
                Arguments.of("several", with(":protocol", "websocket, h2c")),
                Arguments.of("none at all", with(":protocol", "")),
                Arguments.of("GET", with(":method", "GET")),
                Arguments.of("POST", with(":method", "POST")),
                Arguments.of("TRACE", with(":method", "TRACE")),
                Arguments.of("lower case", with(":method", "connect")),
                Arguments.of("no method", without(":method")),
                Arguments.of("no scheme", without(":scheme")),
                Arguments.of("no path", without(":path")),
                Arguments.of("no authority", without(":authority")),
                Arguments.of("empty path", with(":path", "")),
                Arguments.of("the path of OPTIONS", with(":path", "*")),
                Arguments.of("a scheme of WebSocket's", with(":scheme", "ws")),
                Arguments.of("twice", HpackBlock.of(":protocol", "websocket").fields(GOOD.toArray(String[]::new))),
                Arguments.of("behind a field", without(":protocol").fields(":protocol", "websocket")),
                Arguments.of(
                        "fields of HTTP/1.1",
                        HpackBlock.of(GOOD.toArray(String[]::new))
                                .fields("upgrade", "websocket", "connection", "Upgrade")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void aStreamWhoseConnectIsMalformedIsReset(String what, HpackBlock block, @TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = StreamWebSockets.switching();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin, log.as("json"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.open(block, false);
            assertThat(stream.awaitReset()).as(what).isEqualTo(H2Code.PROTOCOL_ERROR);
            assertThat(log.awaitOnlyLine().number("status")).isEqualTo(400);
            assertThat(origin.connections()).isZero();
            assertThat(StreamWebSockets.ask(client, "/").awaitHead().status()).isEqualTo(200);
        }
    }

    /** A CONNECT of old asks for a tunnel to anywhere. */
    @Test
    void connectWithoutProtocolIsNoWebSocket() {
        try (TestOrigin origin = StreamWebSockets.switching();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.open(HpackBlock.of(":method", "CONNECT", ":authority", "a.test:80"), false);
            assertThat(stream.awaitReply().status()).isEqualTo(405);
            assertThat(origin.connections()).isZero();
        }
    }

    /** The name of a protocol is of no case (RFC 9110 section 7.8). */
    @Test
    void protocolIsTheSameInUpperCase() {
        try (TestOrigin origin = StreamWebSockets.switching();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            assertThat(client.open(with(":protocol", "WebSocket"), false)
                            .awaitHead()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aStreamThatEndsWithItsHeadCarriesNoWebSocket(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = StreamWebSockets.switching();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin, log.as("json"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.open(StreamWebSockets.block("http", "/"), true);
            assertThat(stream.awaitReply().status()).isEqualTo(400);
            assertThat(stream.reset()).isNull();
            assertThat(log.awaitOnlyLine().text("reason")).isEqualTo("bad_upgrade");
            assertThat(origin.connections()).isZero();
        }
    }

    /** What follows is the WebSocket's, so there is no content whose length could be said (RFC 9110 section 9.3.6). */
    @ParameterizedTest
    @ValueSource(strings = {"0", "11"})
    void aLengthOfContentIsRefused(String length) {
        try (TestOrigin origin = StreamWebSockets.switching();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = StreamWebSockets.ask(client, "/", "content-length", length);
            assertThat(stream.awaitReply().status()).isEqualTo(400);
            assertThat(stream.awaitReset()).isEqualTo(H2Code.NO_ERROR);
            assertThat(origin.connections()).isZero();
        }
    }

    @Test
    void routeThatDoesNotOpenThemRefusesAndTheStreamEnds(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.route(""), log.as("json"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = StreamWebSockets.ask(client, "/");
            assertThat(stream.awaitReply().status()).isEqualTo(403);
            assertThat(stream.awaitReset()).isEqualTo(H2Code.NO_ERROR);
            assertThat(log.awaitOnlyLine().text("reason")).isEqualTo("websocket_refused");
            assertThat(origin.connections()).isZero();
            assertThat(client.get("/").awaitReply().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "403 Forbidden\r\nContent-Length: 2\r\n\r\nno",
                "426 Upgrade Required\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 2\r\n\r\nno",
                "200 OK\r\nContent-Length: 2\r\n\r\nno",
                "200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n"
            })
    void whatAnOriginAnswersInsteadGoesBackAndTheStreamEnds(String answer) {
        try (TestOrigin origin = TestOrigin.doing(Step.send("HTTP/1.1 " + answer), new Step.AwaitClose());
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = StreamWebSockets.ask(client, "/");
            stream.send(HELLO, false);
            H2Reply reply = stream.awaitReply();
            assertThat(Integer.toString(reply.status())).isEqualTo(answer.substring(0, 3));
            assertThat(reply.body()).isEqualTo("no");
            assertThat(reply.fields().has("upgrade")).isFalse();
            assertThat(stream.awaitReset()).isEqualTo(H2Code.NO_ERROR);
            origin.awaitConnectionClosed(0);
            assertThat(origin.octets(0)).as("of what was sent early").endsWith("\r\n\r\n");
        }
    }

    @Test
    void anOriginThatSwitchesByAnotherKeyIsABadOne(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"),
                        new Step.AwaitClose());
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin, log.as("json"));
                H2Client client = H2Client.connect(proxy.address())) {
            assertThat(StreamWebSockets.ask(client, "/").awaitReply().status()).isEqualTo(502);
            assertThat(log.awaitOnlyLine().text("reason")).isEqualTo("bad_switch");
            origin.awaitConnectionClosed(0);
        }
    }
}
