package io.zentinelproxy.core.wire.http2;

import static io.zentinelproxy.core.wire.WebSockets.BINARY;
import static io.zentinelproxy.core.wire.WebSockets.masked;
import static io.zentinelproxy.core.wire.WebSockets.plain;
import static io.zentinelproxy.core.wire.http2.StreamWebSockets.HELLO;
import static io.zentinelproxy.core.wire.http2.StreamWebSockets.WORLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Pattern;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.core.testkit.h2.H2Origin;
import io.zentinelproxy.core.testkit.h2.H2Reply;
import io.zentinelproxy.core.testkit.h2.H2Request;
import io.zentinelproxy.core.testkit.h2.H2Step;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.wire.LogFile;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import io.zentinelproxy.core.wire.SealedListener;
import io.zentinelproxy.core.wire.WebSockets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A WebSocket to an origin that is spoken to in HTTP/2 alone: over a stream of a connection that others share (RFC 8441). */
class WebSocketToHttp2OriginTest {

    @Test
    void clientOfHttp1GetsTheAnswerToItsKey() {
        try (H2Origin origin = StreamWebSockets.accepting("sec-websocket-protocol", "chat.v2", "content-length", "7");
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                RawClient client = proxy.connect().send(WebSockets.REQUEST)) {
            Reply reply = client.readHead();
            assertThat(reply.status()).isEqualTo(101);
            assertThat(reply.fields().all("Upgrade")).containsExactly("websocket");
            assertThat(reply.fields().all("Connection")).containsExactly("Upgrade");
            assertThat(reply.fields().all("Sec-WebSocket-Accept")).containsExactly("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            assertThat(reply.fields().all("Sec-WebSocket-Protocol")).containsExactly("chat.v2");
            assertThat(reply.fields().has("Content-Length")).isFalse();
        }
    }

    @Test
    void originSeesAConnectWithoutWhatIsOfHttp1() {
        try (H2Origin origin = StreamWebSockets.accepting();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            client.send(HELLO);
            H2Request seen = origin.onlyRequest();
            assertThat(seen.method()).isEqualTo("CONNECT");
            assertThat(seen.head().only(":protocol")).isEqualTo("websocket");
            assertThat(seen.scheme()).isEqualTo("http");
            assertThat(seen.path()).isEqualTo("/");
            assertThat(seen.head().has(":authority")).isTrue();
            assertThat(seen.field("sec-websocket-version")).isEqualTo("13");
            for (String name : List.of("sec-websocket-key", "upgrade", "connection", "host", "content-length")) {
                assertThat(seen.fields().has(name)).as(name).isFalse();
            }
            seen.stream().awaitContent(HELLO.length);
            assertThat(seen.stream().content().complete()).isFalse();
        }
    }

    @Test
    void framesPassBothWaysForAClientOfHttp1() {
        try (H2Origin origin = StreamWebSockets.accepting();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            client.send(HELLO);
            H2Stream stream = origin.onlyRequest().stream();
            stream.awaitContent(HELLO.length);
            assertThat(stream.content().octets()).isEqualTo(HELLO);
            stream.send(WORLD, false);
            assertThat(client.readRaw(WORLD.length)).isEqualTo(WORLD);
        }
    }

    @Test
    void fromStreamToStream() {
        try (H2Origin origin = StreamWebSockets.accepting("sec-websocket-extensions", "permessage-deflate");
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream down = StreamWebSockets.ask(client, "/chat", "sec-websocket-extensions", "permessage-deflate");
            H2Reply reply = down.awaitHead();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.fields().has("sec-websocket-accept")).isFalse();
            assertThat(reply.field("sec-websocket-extensions")).isEqualTo("permessage-deflate");
            down.send(HELLO, false);
            H2Request seen = origin.onlyRequest();
            assertThat(seen.path()).isEqualTo("/chat");
            assertThat(seen.authority()).isEqualTo("a.test");
            assertThat(seen.fields().has("sec-websocket-key")).isFalse();
            seen.stream().awaitContent(HELLO.length);
            seen.stream().send(WORLD, true);
            assertThat(down.awaitReply().content().octets()).isEqualTo(WORLD);
            down.send("", true);
            assertThat(seen.content().octets()).isEqualTo(HELLO);
            client.roundTrip();
            assertThat(down.reset()).isNull();
            assertThat(seen.stream().reset()).isNull();
        }
    }

    @Test
    void overTlsTheSchemeSaysSo() {
        TestIdentity identity = SealedListener.CA.server("origin.test");
        String tls = "tls { ca-cert \"" + SealedListener.CA.caFile() + "\"; sni \"origin.test\"; }";
        try (H2Origin origin = StreamWebSockets.accepting().overTls(identity);
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin, Piece.upstream(tls));
                RawClient client = WebSockets.open(proxy)) {
            client.send(HELLO);
            H2Request seen = origin.onlyRequest();
            assertThat(seen.scheme()).isEqualTo("https");
            seen.stream().awaitContent(HELLO.length);
        }
    }

    /** RFC 8441 section 3: no CONNECT of this kind before the origin has said that it takes it. */
    @Test
    void anOriginThatHasNotAnnouncedItIsNotAsked(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (H2Origin origin = H2Origin.echo();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin, log.as("json"));
                RawClient client = proxy.connect()) {
            assertThat(client.send(WebSockets.REQUEST).read().status()).isEqualTo(502);
            assertThat(log.awaitOnlyLine().text("reason")).isEqualTo("http1_required");
            assertThat(origin.requests()).isEmpty();
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Sec-WebSocket-Key: short\r\n",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            })
    void aKeyThatTheOriginWillNotSeeIsJudgedHere(String key, @TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (H2Origin origin = StreamWebSockets.accepting();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin, log.as("json"));
                RawClient client = proxy.connect()) {
            client.send(Messages.getWith(
                    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" + key));
            assertThat(client.readHead().status()).isEqualTo(400);
            assertThat(log.awaitOnlyLine().text("reason")).isEqualTo("bad_upgrade");
            assertThat(origin.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 403, 404, 426, 500})
    void whatAnOriginAnswersInsteadGoesBack(int status) {
        try (H2Origin origin = H2Origin.doing(H2Step.head(status), H2Step.lastContent("no"))
                        .with(StreamWebSockets.TAKING);
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                RawClient older = proxy.connect().send(WebSockets.REQUEST);
                H2Client client = H2Client.connect(proxy.address())) {
            Reply reply = older.read();
            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.body()).isEqualTo("no");
            H2Stream stream = StreamWebSockets.ask(client, "/");
            assertThat(stream.awaitReply().status()).isEqualTo(status);
            assertThat(stream.awaitReset()).isEqualTo(H2Code.NO_ERROR);
            for (H2Request asked : origin.awaitRequests(2)) {
                assertThat(asked.awaitReset())
                        .as("nothing follows what was asked")
                        .isNotNull();
            }
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    /** 101 has no meaning in HTTP/2: RFC 9113 section 8.6. */
    @Test
    void anOriginThatSwitchesInsteadOfAcceptingIsABadOne() {
        try (H2Origin origin = H2Origin.doing(H2Step.head(101, "sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
                        .with(StreamWebSockets.TAKING);
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(WebSockets.REQUEST).read().status()).isEqualTo(502);
            assertThat(origin.onlyRequest().awaitReset()).isEqualTo(H2Code.PROTOCOL_ERROR);
        }
    }

    @Test
    void largeMessagesPassThroughSmallWindowsBothWays() {
        byte[] up = masked(BINARY, Pattern.octets(1_000_000));
        byte[] down = plain(BINARY, Pattern.octets(1_000_000));
        try (H2Origin origin = StreamWebSockets.accepting()
                        .with(StreamWebSockets.TAKING.with(H2Options.INITIAL_WINDOW_SIZE, 1000));
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin.address(),
                        WebSockets.route(""),
                        StreamWebSockets.overHttp2("h2-stream-window-size 65535"));
                H2Client client =
                        H2Client.connect(proxy.address(), H2Options.USUAL.with(H2Options.INITIAL_WINDOW_SIZE, 1000))) {
            for (int i = 1; i <= 3; i++) {
                H2Stream stream = StreamWebSockets.open(client, "/");
                H2Request request = origin.awaitRequests(i).getLast();
                Thread other = Thread.startVirtualThread(() -> request.stream().send(down, true));
                assertThat(stream.send(up, true)).isTrue();
                assertThat(request.content().octets()).isEqualTo(up);
                assertThat(stream.awaitReply().content().octets()).isEqualTo(down);
                await().until(() -> !other.isAlive());
            }
            await().untilAsserted(() -> assertThat(proxy.server().heldOctets()).isZero());
        }
    }

    @Test
    void manyShareOneConnectionWithOrdinaryRequests() {
        try (H2Origin origin = H2Origin.scripted(request -> request.method().equals("CONNECT")
                                ? List.of(H2Step.head(200))
                                : H2Step.answer(200, "ok"))
                        .with(StreamWebSockets.TAKING);
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            for (int i = 0; i < 30; i++) {
                H2Stream stream = StreamWebSockets.open(client, "/socket");
                stream.send(HELLO, false);
                assertThat(client.get("/plain").awaitReply().body()).isEqualTo("ok");
            }
            for (H2Request request : origin.requests()) {
                if (request.method().equals("CONNECT")) {
                    request.stream().awaitContent(HELLO.length);
                }
            }
            assertThat(origin.connections()).isEqualTo(1);
            client.end();
            for (H2Request request : origin.requests()) {
                if (request.method().equals("CONNECT")) {
                    assertThat(request.awaitReset()).isEqualTo(H2Code.CANCEL);
                }
            }
            await().untilAsserted(() -> {
                assertThat(proxy.server().heldOctets()).isZero();
                assertThat(MetricSamples.of(proxy))
                        .containsEntry("zentinel_websocket_open_connections{route=\"all\"}", 0.0)
                        .containsEntry("zentinel_http2_open_connections{listener=\"main\"}", 0.0);
            });
        }
    }

    @Test
    void framesAndOctetsAreCounted(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (H2Origin origin = StreamWebSockets.accepting();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin, log.as("json"));
                RawClient client = proxy.connect().send(WebSockets.REQUEST)) {
            int head = client.readHead().head().length();
            client.send(HELLO).halfClose();
            H2Request request = origin.onlyRequest();
            request.stream().awaitContent(HELLO.length);
            request.stream().send(WORLD, true);
            client.readToEnd();
            LogFile.Line line = log.awaitOnlyLine();
            assertThat(line.number("status")).isEqualTo(101);
            assertThat(line.number("request_octets")).isEqualTo(WebSockets.REQUEST.length() + HELLO.length);
            assertThat(line.number("response_octets")).isEqualTo(head + WORLD.length);
            assertThat(line.has("reason")).isFalse();
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry(
                            "zentinel_websocket_frames_total{direction=\"server_to_client\",opcode=\"text\",route=\"all\"}",
                            1.0));
        }
    }
}
