package io.zentinelproxy.core.wire.http2;

import static io.zentinelproxy.core.wire.WebSockets.masked;
import static io.zentinelproxy.core.wire.WebSockets.text;
import static io.zentinelproxy.core.wire.http2.StreamWebSockets.HELLO;
import static io.zentinelproxy.core.wire.http2.StreamWebSockets.WORLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Origin;
import io.zentinelproxy.core.testkit.h2.H2Request;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.wire.LogFile;
import io.zentinelproxy.core.wire.MetricSamples;
import io.zentinelproxy.core.wire.WebSockets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ends of a WebSocket over a stream to an origin, and what is given back then: the connection goes on. */
class WebSocketToHttp2OriginEndsTest {

    @Test
    void endsOfOneDirectionPassThrough() {
        try (H2Origin origin = StreamWebSockets.accepting();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            client.send(HELLO).halfClose();
            H2Request request = origin.onlyRequest();
            assertThat(request.content().complete()).isTrue();
            assertThat(request.content().octets()).isEqualTo(HELLO);
            request.stream().send(WORLD, true);
            assertThat(client.readToEnd()).isEqualTo(WORLD);
            assertThat(client.wasReset()).isFalse();
            assertThat(request.stream().reset()).isNull();
        }
    }

    @Test
    void aResetOfTheClientIsAResetForTheOrigin() {
        try (H2Origin origin = StreamWebSockets.accepting();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            client.send(HELLO);
            H2Request request = origin.onlyRequest();
            request.stream().awaitContent(HELLO.length);
            client.abort();
            assertThat(request.awaitReset()).isEqualTo(H2Code.CANCEL);
            assertThat(origin.openConnections()).isEqualTo(1);
        }
    }

    @Test
    void aResetOfTheOriginIsAResetForTheClient(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (H2Origin origin = StreamWebSockets.accepting();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin, log.as("json"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = StreamWebSockets.open(client, "/");
            origin.onlyRequest().stream().reset(H2Code.CANCEL);
            assertThat(stream.awaitReset()).isEqualTo(H2Code.CANCEL);
            assertThat(log.awaitOnlyLine().text("reason")).isEqualTo("truncated");
        }
    }

    @Test
    void theEndOfTheOriginsConnectionIsAResetForTheClient() {
        try (H2Origin origin = StreamWebSockets.accepting();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            origin.awaitRequests(1);
            origin.connection(0).abort();
            assertThat(client.awaitClosed()).isTrue();
            assertThat(client.wasReset()).isTrue();
        }
    }

    /** RFC 9113 section 8.5. */
    @Test
    void trailersInATunnelAreAnErrorOfTheOrigins() {
        try (H2Origin origin = StreamWebSockets.accepting();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            H2Request request = origin.onlyRequest();
            request.stream().send(WORLD, false);
            client.readRaw(WORLD.length);
            request.stream().fields(true, "x-trailer", "1");
            assertThat(request.awaitReset()).isEqualTo(H2Code.PROTOCOL_ERROR);
            assertThat(client.awaitClosed()).isTrue();
            assertThat(client.wasReset()).isTrue();
        }
    }

    @Test
    void aConnectionThatGoesAwayKeepsItsTunnels() {
        try (H2Origin origin = StreamWebSockets.accepting();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            H2Request request = origin.onlyRequest();
            request.connection().send(H2Frame.goAway(1, H2Code.NO_ERROR));
            request.connection().roundTrip();
            request.stream().send(WORLD, false);
            assertThat(client.readRaw(WORLD.length)).isEqualTo(WORLD);
            try (RawClient other = WebSockets.open(proxy)) {
                assertThat(origin.connections()).isEqualTo(2);
            }
            client.send(HELLO).halfClose();
            assertThat(request.content().octets()).isEqualTo(HELLO);
            request.stream().send("", true);
            origin.awaitConnectionClosed(0);
        }
    }

    /** Time limits of a request are those until its answer, and reading has none: as over HTTP/1.1. */
    @Test
    void timeoutsOfRequestsDoNotHoldForTunnels() {
        HandClock clock = new HandClock();
        try (H2Origin origin = StreamWebSockets.accepting();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin.address(),
                        clock,
                        WebSockets.route("policies { timeout-secs 5; }\nwebsocket-idle-timeout-secs 3600"),
                        StreamWebSockets.overHttp2(""));
                RawClient client = WebSockets.open(proxy)) {
            H2Stream stream = origin.onlyRequest().stream();
            for (int i = 0; i < 5; i++) {
                clock.advance(Duration.ofMinutes(3));
                client.send(HELLO);
                stream.awaitContent((i + 1) * HELLO.length);
                stream.send(WORLD, false);
                assertThat(client.readRaw(WORLD.length)).isEqualTo(WORLD);
            }
        }
    }

    @Test
    void silenceOfBothSidesEndsTheStreamAlone() {
        HandClock clock = new HandClock();
        try (H2Origin origin = StreamWebSockets.accepting();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin.address(),
                        clock,
                        WebSockets.route("websocket-idle-timeout-secs 20"),
                        StreamWebSockets.overHttp2(""));
                RawClient client = WebSockets.open(proxy)) {
            H2Request request = origin.onlyRequest();
            clock.advance(Duration.ofSeconds(21));
            assertThat(request.content().complete()).isTrue();
            assertThat(client.awaitClosed()).isTrue();
            assertThat(origin.openConnections()).isEqualTo(1);
        }
    }

    @Test
    void aDrainTellsBothSides() throws InterruptedException {
        byte[] away = WebSockets.closeToClient(1001);
        try (H2Origin origin = StreamWebSockets.accepting();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            H2Request request = origin.onlyRequest();
            Thread drain = Thread.startVirtualThread(proxy::drain);
            assertThat(client.readRaw(away.length)).isEqualTo(away);
            request.stream().awaitContent(8);
            assertThat(text(request.stream().content().octets()))
                    .startsWith(text(new byte[] {(byte) 0x88, (byte) 0x82}));
            request.stream().send(away, true);
            client.send(masked(WebSockets.CLOSE, new byte[] {3, (byte) 0xe9})).halfClose();
            assertThat(client.awaitClosed()).isTrue();
            drain.join();
        }
    }

    /** A tunnel has the place of a stream, on a connection that nobody else may get one on, until both sides have ended. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void placesOfStreamsComeBack(boolean byReset) {
        try (H2Origin origin = StreamWebSockets.accepting();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin.address(),
                        WebSockets.route(""),
                        StreamWebSockets.overHttp2("max-h2-streams 1"),
                        Piece.upstream("connection-pool { max-connections 1; }"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream before = StreamWebSockets.open(client, "/0");
            for (int i = 1; i < 8; i++) {
                H2Stream queued = StreamWebSockets.ask(client, "/" + i);
                client.roundTrip();
                assertThat(origin.requests()).hasSize(i);
                if (byReset) {
                    before.reset(H2Code.CANCEL);
                } else {
                    before.send("", true);
                    origin.requests().getLast().stream().send("", true);
                }
                assertThat(queued.awaitHead().status()).isEqualTo(200);
                before = queued;
            }
            assertThat(origin.connections()).isEqualTo(1);
            before.reset(H2Code.CANCEL);
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_websocket_open_connections{route=\"all\"}", 0.0)
                    .containsEntry("zentinel_active_requests{listener=\"main\"}", 0.0));
        }
    }
}
