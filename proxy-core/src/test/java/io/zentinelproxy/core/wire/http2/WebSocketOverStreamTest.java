package io.zentinelproxy.core.wire.http2;

import static io.zentinelproxy.core.wire.WebSockets.text;
import static io.zentinelproxy.core.wire.http2.StreamWebSockets.HELLO;
import static io.zentinelproxy.core.wire.http2.StreamWebSockets.WORLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.core.testkit.h2.H2Reply;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.wire.LogFile;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import io.zentinelproxy.core.wire.SealedListener;
import io.zentinelproxy.core.wire.WebSockets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A WebSocket of a client over a stream (RFC 8441), with an origin that speaks HTTP/1.1. */
class WebSocketOverStreamTest {

    @Test
    void settingsSayThatClientsMayOpenThem() {
        try (TestOrigin origin = StreamWebSockets.switching();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            assertThat(client.setting(H2Options.ENABLE_CONNECT_PROTOCOL)).isEqualTo(1);
        }
    }

    @Test
    void framesPassBothWays() {
        try (TestOrigin origin = StreamWebSockets.switching(new Step.ReadOctets(HELLO.length), new Step.Send(WORLD));
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = StreamWebSockets.open(client, "/");
            stream.send(HELLO, false);
            origin.awaitOctets(0, text(HELLO));
            stream.awaitContent(WORLD.length);
            assertThat(stream.content().octets()).isEqualTo(WORLD);
        }
    }

    /** Section 5: what is said by :protocol and by the status is not said again. */
    @Test
    void clientSees200AndNothingOfTheUpgrade() {
        String chosen = "Sec-WebSocket-Protocol: chat.v2\r\nSec-WebSocket-Extensions: permessage-deflate\r\n";
        try (TestOrigin origin = StreamWebSockets.switchingWith(chosen + "Content-Length: 7\r\n");
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Reply reply = StreamWebSockets.ask(client, "/").awaitHead();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.field("sec-websocket-protocol")).isEqualTo("chat.v2");
            assertThat(reply.field("sec-websocket-extensions")).isEqualTo("permessage-deflate");
            assertThat(reply.fields().has("sec-websocket-accept")).isFalse();
            assertThat(reply.fields().has("upgrade")).isFalse();
            assertThat(reply.fields().has("connection")).isFalse();
            assertThat(reply.fields().has("content-length")).isFalse();
        }
    }

    @Test
    void originSeesAHandshakeOfHttp1() {
        try (TestOrigin origin = StreamWebSockets.switching();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            StreamWebSockets.ask(
                            client,
                            "/chat?room=1",
                            "sec-websocket-protocol",
                            "chat.v2, chat",
                            "sec-websocket-extensions",
                            "permessage-deflate; client_max_window_bits",
                            "origin",
                            "http://a.test",
                            "cookie",
                            "a=1")
                    .awaitHead();
            ReceivedRequest seen = origin.onlyRequest();
            assertThat(seen.method()).isEqualTo("GET");
            assertThat(seen.target()).isEqualTo("/chat?room=1");
            assertThat(seen.version()).isEqualTo("HTTP/1.1");
            assertThat(seen.field("Host")).isEqualTo("a.test");
            assertThat(seen.field("Upgrade")).isEqualTo("websocket");
            assertThat(seen.field("Connection")).isEqualTo("Upgrade");
            assertThat(seen.field("Sec-WebSocket-Version")).isEqualTo("13");
            assertThat(seen.field("Sec-WebSocket-Key")).hasSize(24);
            assertThat(seen.field("sec-websocket-protocol")).isEqualTo("chat.v2, chat");
            assertThat(seen.field("sec-websocket-extensions")).isEqualTo("permessage-deflate; client_max_window_bits");
            assertThat(seen.field("origin")).isEqualTo("http://a.test");
            assertThat(seen.field("cookie")).isEqualTo("a=1");
            assertThat(seen.fields().has("Content-Length")).isFalse();
            assertThat(seen.fields().has("Transfer-Encoding")).isFalse();
            assertThat(seen.field("X-Forwarded-For")).isEqualTo("127.0.0.1");
        }
    }

    /** It has no meaning in HTTP/2, so whatever it says is not what the origin answers to. */
    @Test
    void keyOfTheClientIsReplaced() {
        String key = "dGhlIHNhbXBsZSBub25jZQ==";
        try (TestOrigin origin = StreamWebSockets.switching();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Reply reply =
                    StreamWebSockets.ask(client, "/", "sec-websocket-key", key).awaitHead();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(origin.onlyRequest().field("Sec-WebSocket-Key")).isNotEqualTo(key);
        }
    }

    @Test
    void contentThatComesBeforeTheOriginHasSwitchedGoesOnAfterwards() {
        CountDownLatch switched = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.scripted(request -> List.of(
                        new Step.WaitFor(switched),
                        Step.send(WebSockets.answerWith("Sec-WebSocket-Accept: "
                                + StreamWebSockets.acceptOf(request.field("Sec-WebSocket-Key")) + "\r\n")),
                        new Step.AwaitClose()));
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = StreamWebSockets.ask(client, "/");
            stream.send(HELLO, false);
            origin.awaitRequests(1);
            client.roundTrip();
            assertThat(origin.octets(0)).endsWith("\r\n\r\n");
            switched.countDown();
            assertThat(stream.awaitHead().status()).isEqualTo(200);
            origin.awaitOctets(0, "\r\n\r\n" + text(HELLO));
        }
    }

    @Test
    void overTlsAsWell() {
        TestIdentity identity = SealedListener.CA.server("a.test");
        try (TestOrigin origin = StreamWebSockets.switching(new Step.ReadOctets(HELLO.length), new Step.Send(WORLD));
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin, SealedListener.listener(identity, ""));
                H2Client client = H2Client.overTls(proxy.address(), SealedListener.CA.clientContext(), "a.test")) {
            H2Stream stream = client.open(StreamWebSockets.block("https", "/"), false);
            assertThat(stream.awaitHead().status()).isEqualTo(200);
            stream.send(HELLO, false);
            stream.awaitContent(WORLD.length);
            assertThat(origin.onlyRequest().field("X-Forwarded-Proto")).isEqualTo("https");
        }
    }

    @Test
    void manyOnOneConnectionBesideOrdinaryRequests() {
        int tunnels = 40;
        try (TestOrigin origin = TestOrigin.scripted(request -> request.target().startsWith("/plain")
                        ? List.of(new Step.ReadBody(), Step.send(Messages.OK))
                        : List.of(
                                Step.send(WebSockets.answerWith("Sec-WebSocket-Accept: "
                                        + StreamWebSockets.acceptOf(request.field("Sec-WebSocket-Key")) + "\r\n")),
                                new Step.ReadOctets(HELLO.length),
                                new Step.Send(WebSockets.plain(WebSockets.TEXT, request.target())),
                                new Step.AwaitClose()));
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            List<H2Stream> open = new ArrayList<>();
            for (int i = 0; i < tunnels; i++) {
                open.add(StreamWebSockets.open(client, "/socket%02d".formatted(i)));
                assertThat(client.get("/plain" + i).awaitReply().body()).isEqualTo("ok");
            }
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_websocket_open_connections{route=\"all\"}", (double) tunnels)
                    .containsEntry("zentinel_http2_open_connections{listener=\"main\"}", 1.0));
            open.forEach(stream -> stream.send(HELLO, false));
            for (int i = 0; i < tunnels; i++) {
                String due = text(WebSockets.plain(WebSockets.TEXT, "/socket%02d".formatted(i)));
                open.get(i).awaitContent(due.length());
                assertThat(open.get(i).content().text()).isEqualTo(due);
            }
            assertThat(client.get("/plain").awaitReply().body()).isEqualTo("ok");
        }
    }

    @Test
    void logHasEveryOctetOfTheStream(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = StreamWebSockets.switching(
                        new Step.ReadOctets(HELLO.length), new Step.Send(WORLD), new Step.Close());
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin, log.as("json"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = StreamWebSockets.open(client, "/");
            stream.send(HELLO, false);
            assertThat(stream.awaitEnd().octets()).isEqualTo(WORLD);
            stream.send("", true);
            LogFile.Line line = log.awaitOnlyLine();
            assertThat(line.number("status")).isEqualTo(200);
            assertThat(line.text("protocol")).isEqualTo("HTTP/2.0");
            assertThat(line.text("method")).isEqualTo("GET");
            assertThat(line.number("request_octets")).isEqualTo(stream.sentOnWire());
            assertThat(line.number("response_octets")).isEqualTo(stream.receivedOnWire());
            assertThat(line.has("reason")).isFalse();
        }
    }

    @Test
    void connectionsAndFramesAreCounted() {
        try (TestOrigin origin = StreamWebSockets.switching(
                        new Step.ReadOctets(HELLO.length), new Step.Send(WORLD), new Step.Close());
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = StreamWebSockets.open(client, "/");
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_websocket_connections_total{route=\"all\"}", 1.0)
                    .containsEntry("zentinel_websocket_open_connections{route=\"all\"}", 1.0)
                    .containsEntry("zentinel_http2_streams_total{listener=\"main\"}", 1.0));
            stream.send(HELLO, false);
            stream.awaitEnd();
            stream.send("", true);
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry(frames("client_to_server"), 1.0)
                    .containsEntry(frames("server_to_client"), 1.0)
                    .containsEntry("zentinel_websocket_open_connections{route=\"all\"}", 0.0)
                    .containsEntry("zentinel_active_requests{listener=\"main\"}", 0.0));
            client.close();
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_http2_open_connections{listener=\"main\"}", 0.0)
                    .containsEntry("zentinel_open_connections{listener=\"main\"}", 0.0));
        }
    }

    private static String frames(String direction) {
        return "zentinel_websocket_frames_total{direction=\"%s\",opcode=\"text\",route=\"all\"}".formatted(direction);
    }
}
