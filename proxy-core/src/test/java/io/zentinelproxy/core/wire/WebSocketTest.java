package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.WebSockets.REQUEST;
import static io.zentinelproxy.core.wire.WebSockets.TEXT;
import static io.zentinelproxy.core.wire.WebSockets.masked;
import static io.zentinelproxy.core.wire.WebSockets.plain;
import static io.zentinelproxy.core.wire.WebSockets.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A WebSocket through the proxy: its handshake, then octets as they come (RFC 6455). */
class WebSocketTest {
    private static final byte[] HELLO = masked(TEXT, "hello");
    private static final String POOL_SIZE =
            "zentinel_connection_pool_size{endpoint=\"127.0.0.1:%d\",upstream=\"origin\"}";
    private static final byte[] WORLD = plain(TEXT, "world");

    @Test
    void framesPassBothWaysAfterTheOriginHasSwitched() {
        try (TestOrigin origin = WebSockets.switching(new Step.ReadOctets(HELLO.length), new Step.Send(WORLD));
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            client.send(HELLO);
            origin.awaitOctets(0, text(HELLO));
            assertThat(client.readRaw(WORLD.length)).isEqualTo(WORLD);
        }
    }

    @Test
    void handshakeIsAnOrdinaryRequestWithUpgradeFieldsOfOurOwn() {
        try (TestOrigin origin = WebSockets.switching();
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = proxy.connect().send(REQUEST)) {
            Reply reply = client.readHead();
            assertThat(reply.status()).isEqualTo(101);
            assertThat(reply.fields().all("Upgrade")).containsExactly("websocket");
            assertThat(reply.fields().all("Connection")).containsExactly("Upgrade");
            assertThat(reply.fields().all("Sec-WebSocket-Accept")).containsExactly("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            assertThat(reply.fields().all("Via")).containsExactly("1.1 zentinel");
            ReceivedRequest seen = origin.onlyRequest();
            assertThat(seen.fields().all("Upgrade")).containsExactly("websocket");
            assertThat(seen.fields().all("Connection")).containsExactly("Upgrade");
            assertThat(seen.fields().all("X-Forwarded-For")).containsExactly("127.0.0.1");
            assertThat(seen.fields().all("Sec-WebSocket-Version")).containsExactly("13");
        }
    }

    @Test
    void octetsThatComeWithTheHeadGoOnAfterTheSwitch() {
        CountDownLatch switched = new CountDownLatch(1);
        try (TestOrigin origin = slowToSwitch(switched);
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = proxy.connect().send(REQUEST + text(HELLO))) {
            origin.awaitRequests(1);
            switched.countDown();
            seeEarlyOctets(origin, client);
        }
    }

    /** The origin is slow enough for the client to be watched: what it sends is read, and kept. */
    @Test
    void octetsThatComeWhileTheOriginThinksGoOnAfterTheSwitch() {
        CountDownLatch switched = new CountDownLatch(1);
        try (TestOrigin origin = slowToSwitch(switched);
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = proxy.connect().send(REQUEST)) {
            await().until(() -> proxy.server().idleBuffersTaken() == 1);
            client.send(HELLO);
            switched.countDown();
            seeEarlyOctets(origin, client);
        }
    }

    private static TestOrigin slowToSwitch(CountDownLatch switched) {
        return TestOrigin.doing(
                new Step.WaitFor(switched),
                Step.send(WebSockets.ANSWER),
                new Step.ReadOctets(HELLO.length),
                new Step.Send(WORLD),
                new Step.AwaitClose());
    }

    private static void seeEarlyOctets(TestOrigin origin, RawClient client) {
        assertThat(client.readHead().status()).isEqualTo(101);
        assertThat(client.readRaw(WORLD.length)).isEqualTo(WORLD);
        client.send(HELLO);
        origin.awaitOctets(0, "\r\n\r\n" + text(HELLO) + text(HELLO));
    }

    @Test
    void octetsBehindTheHeadOfTheSwitchReachTheClient() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(WebSockets.ANSWER + text(WORLD)), new Step.AwaitClose());
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            assertThat(client.readRaw(WORLD.length)).isEqualTo(WORLD);
        }
    }

    @Test
    void logHasEveryOctetOfBothSides(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = WebSockets.switching(
                        new Step.ReadOctets(HELLO.length), new Step.Send(WORLD), new Step.Close());
                RunningProxy proxy = WebSockets.inFrontOf(origin, log.as("json"));
                RawClient client = proxy.connect().send(REQUEST)) {
            int head = client.readHead().head().length();
            client.send(HELLO).readToEnd();
            client.close();
            LogFile.Line line = log.awaitOnlyLine();
            assertThat(line.number("status")).isEqualTo(101);
            assertThat(line.number("request_octets")).isEqualTo(REQUEST.length() + HELLO.length);
            assertThat(line.number("response_octets")).isEqualTo(head + WORLD.length);
            assertThat(line.has("reason")).isFalse();
        }
    }

    @Test
    void connectionsAndFramesAreCounted() {
        byte[] ping = masked(WebSockets.PING, "");
        try (TestOrigin origin =
                        WebSockets.switching(new Step.ReadOctets(HELLO.length + ping.length), new Step.Send(WORLD));
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            client.send(HELLO).send(ping).readRaw(WORLD.length);
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_websocket_connections_total{route=\"all\"}", 1.0)
                    .containsEntry("zentinel_websocket_open_connections{route=\"all\"}", 1.0)
                    .containsEntry(frames("client_to_server", "text"), 1.0)
                    .containsEntry(frames("client_to_server", "ping"), 1.0)
                    .containsEntry(frames("server_to_client", "text"), 1.0)
                    .containsEntry(frames("server_to_client", "ping"), 0.0)
                    .containsEntry("zentinel_active_requests{listener=\"main\"}", 0.0));
            client.close();
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_websocket_open_connections{route=\"all\"}", 0.0));
        }
    }

    private static String frames(String direction, String opcode) {
        return "zentinel_websocket_frames_total{direction=\"%s\",opcode=\"%s\",route=\"all\"}"
                .formatted(direction, opcode);
    }

    @Test
    void originConnectionIsOneOfThePoolsAndNeverUsedAgain() {
        try (TestOrigin origin = WebSockets.switching();
                RunningProxy proxy =
                        WebSockets.inFrontOf(origin, Piece.upstream("connection-pool { max-connections 1; }"));
                RawClient first = WebSockets.open(proxy);
                RawClient second = proxy.connect().send(REQUEST)) {
            assertThat(MetricSamples.of(proxy)).containsEntry(POOL_SIZE.formatted(origin.port()), 1.0);
            first.close();
            origin.awaitConnectionClosed(0);
            assertThat(second.readHead().status()).isEqualTo(101);
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void silenceOfBothSidesEndsItAndTheLogSaysSo(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        HandClock clock = new HandClock();
        try (TestOrigin origin = WebSockets.switching();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, clock, log.as("json"), WebSockets.route("websocket-idle-timeout-secs 20"));
                RawClient client = WebSockets.open(proxy)) {
            clock.advance(Duration.ofSeconds(19));
            client.send(HELLO);
            origin.awaitOctets(0, text(HELLO));
            clock.advance(Duration.ofSeconds(19));
            assertThat(proxy.server().connections()).isEqualTo(1);
            assertThat(clock.advanceDuring(client::awaitClosed, Duration.ofSeconds(2)))
                    .isTrue();
            origin.awaitConnectionClosed(0);
            assertThat(log.awaitOnlyLine().text("reason")).isEqualTo("idle_tunnel");
        }
    }

    @Test
    void nothingIsHeldWhileNothingComes() {
        byte[] large = masked(WebSockets.BINARY, new byte[300_000]);
        try (TestOrigin origin = WebSockets.switching(new Step.ReadOctets(large.length), new Step.Send(WORLD));
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            client.send(large).readRaw(WORLD.length);
            await().until(() ->
                    proxy.server().bulkBuffersTaken() == 0 && proxy.server().idleBuffersTaken() == 0);
        }
    }
}
