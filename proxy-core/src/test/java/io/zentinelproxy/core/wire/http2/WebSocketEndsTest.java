package io.zentinelproxy.core.wire.http2;

import static io.zentinelproxy.core.wire.WebSockets.masked;
import static io.zentinelproxy.core.wire.WebSockets.text;
import static io.zentinelproxy.core.wire.http2.StreamWebSockets.HELLO;
import static io.zentinelproxy.core.wire.http2.StreamWebSockets.WORLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.wire.LogFile;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import io.zentinelproxy.core.wire.WebSockets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ends of a WebSocket over a stream: END_STREAM is that of one direction, RST_STREAM of both (RFC 8441 section 5). */
class WebSocketEndsTest {
    private static final Step TO_THE_END = new Step.ReadOctets(Integer.MAX_VALUE);

    /** Tunnels, streams' memory and buffers are given back. */
    private static void awaitNothingHeld(RunningProxy proxy) {
        await().untilAsserted(() -> {
            assertThat(proxy.server().heldOctets()).isZero();
            assertThat(proxy.server().idleBuffersTaken()).isZero();
            assertThat(proxy.server().bulkBuffersTaken()).isZero();
            assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_websocket_open_connections{route=\"all\"}", 0.0)
                    .containsEntry("zentinel_active_requests{listener=\"main\"}", 0.0);
        });
    }

    @Test
    void clientThatSendsNoMoreIsStillSentTo() {
        try (TestOrigin origin = StreamWebSockets.switching(TO_THE_END, new Step.Send(WORLD), new Step.Close());
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = StreamWebSockets.open(client, "/");
            stream.send(HELLO, true);
            assertThat(stream.awaitReply().content().octets()).isEqualTo(WORLD);
            assertThat(origin.octets(0)).endsWith(text(HELLO));
            client.roundTrip();
            assertThat(stream.reset()).isNull();
            awaitNothingHeld(proxy);
        }
    }

    @Test
    void originThatSendsNoMoreIsStillSentTo() {
        try (TestOrigin origin = StreamWebSockets.switching(new Step.Send(WORLD), new Step.HalfClose());
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = StreamWebSockets.open(client, "/");
            assertThat(stream.awaitReply().content().octets()).isEqualTo(WORLD);
            stream.send(HELLO, false);
            origin.awaitOctets(0, text(HELLO));
            stream.send("", true);
            origin.awaitConnectionClosed(0);
            client.roundTrip();
            assertThat(stream.reset()).isNull();
            awaitNothingHeld(proxy);
        }
    }

    @Test
    void closeFramesAndTheEndsBehindThemAreNoFault(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        byte[] close = masked(WebSockets.CLOSE, new byte[] {3, (byte) 0xe8});
        byte[] answer = WebSockets.closeToClient(1000);
        try (TestOrigin origin = StreamWebSockets.switching(
                        new Step.ReadOctets(close.length), new Step.Send(answer), new Step.Close());
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin, log.as("json"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = StreamWebSockets.open(client, "/");
            stream.send(close, false);
            assertThat(stream.awaitReply().content().octets()).isEqualTo(answer);
            // As browsers do it, once both sides have closed.
            stream.reset(H2Code.CANCEL);
            assertThat(log.awaitOnlyLine().has("reason")).isFalse();
        }
    }

    @Test
    void aResetOfTheClientIsAResetForTheOrigin(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = StreamWebSockets.switching();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin, log.as("json"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = StreamWebSockets.open(client, "/");
            stream.send(HELLO, false);
            origin.awaitOctets(0, text(HELLO));
            stream.reset(H2Code.CANCEL);
            origin.awaitConnectionClosed(0);
            assertThat(origin.wasReset(0)).isTrue();
            assertThat(log.awaitOnlyLine().text("reason")).isEqualTo("client_gone");
            client.roundTrip();
            assertThat(stream.reset()).as("a reset is not answered by one").isNull();
            assertThat(StreamWebSockets.ask(client, "/").awaitHead().status()).isEqualTo(200);
        }
    }

    @Test
    void aResetOfTheOriginIsAResetForTheClient(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = StreamWebSockets.switching(new Step.ReadOctets(HELLO.length), new Step.Reset());
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin, log.as("json"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = StreamWebSockets.open(client, "/");
            stream.send(HELLO, false);
            assertThat(stream.awaitReset()).isEqualTo(H2Code.CANCEL);
            assertThat(log.awaitOnlyLine().text("reason")).isEqualTo("truncated");
            client.roundTrip();
            assertThat(stream.content().complete()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theEndOfTheConnectionIsTheEndOfItsTunnels(boolean orderly) {
        try (TestOrigin origin = StreamWebSockets.switching();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin)) {
            H2Client client = H2Client.connect(proxy.address());
            for (int i = 0; i < 10; i++) {
                StreamWebSockets.open(client, "/" + i).send(HELLO, false);
            }
            if (orderly) {
                client.end();
            } else {
                client.abort();
            }
            for (int i = 0; i < 10; i++) {
                origin.awaitConnectionClosed(i);
            }
            awaitNothingHeld(proxy);
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_http2_open_connections{listener=\"main\"}", 0.0)
                    .containsEntry("zentinel_open_connections{listener=\"main\"}", 0.0));
        }
    }

    /** RFC 9113 section 8.5: on a connected stream nothing comes but content. */
    @Test
    void trailersInATunnelAreAnErrorOfTheStream() {
        try (TestOrigin origin = StreamWebSockets.switching();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = StreamWebSockets.open(client, "/");
            stream.fields(true, "x-trailer", "1");
            assertThat(stream.awaitReset()).isEqualTo(H2Code.PROTOCOL_ERROR);
            origin.awaitConnectionClosed(0);
            assertThat(StreamWebSockets.ask(client, "/").awaitHead().status()).isEqualTo(200);
        }
    }

    @Test
    void silenceOfBothSidesEndsItAndTheConnectionGoesOn(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        HandClock clock = new HandClock();
        try (TestOrigin origin = StreamWebSockets.switching();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, clock, log.as("json"), WebSockets.route("websocket-idle-timeout-secs 20"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = StreamWebSockets.open(client, "/");
            clock.advance(Duration.ofSeconds(19));
            stream.send(HELLO, false);
            origin.awaitOctets(0, text(HELLO));
            clock.advance(Duration.ofSeconds(19));
            client.roundTrip();
            assertThat(stream.content().complete()).isFalse();
            clock.advance(Duration.ofSeconds(2));
            assertThat(stream.awaitReply().content().length()).isZero();
            origin.awaitConnectionClosed(0);
            assertThat(log.awaitOnlyLine().text("reason")).isEqualTo("idle_tunnel");
            client.roundTrip();
        }
    }

    /** The connection has no request under way but the tunnel, for longer than it may idle. */
    @Test
    void aTunnelKeepsItsConnection() {
        HandClock clock = new HandClock();
        try (TestOrigin origin = StreamWebSockets.switching();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        clock,
                        Piece.listener("keepalive-timeout-secs 5"),
                        WebSockets.route("websocket-idle-timeout-secs 3600"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = StreamWebSockets.open(client, "/");
            for (int i = 0; i < 10; i++) {
                clock.advance(Duration.ofMinutes(2));
            }
            stream.send(HELLO, false);
            origin.awaitOctets(0, text(HELLO));
        }
    }

    @Test
    void aDrainTellsBothSidesAndTheirAnswersEndIt() throws InterruptedException {
        byte[] away = WebSockets.closeToClient(1001);
        try (TestOrigin origin = StreamWebSockets.switching();
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = StreamWebSockets.open(client, "/");
            Thread drain = Thread.startVirtualThread(proxy::drain);
            stream.awaitContent(away.length);
            assertThat(stream.content().octets()).isEqualTo(away);
            assertThat(client.awaitGoAway().code()).isEqualTo(H2Code.NO_ERROR);
            origin.awaitOctets(0, text(HexFormat.of().parseHex("88820000000003e9")));
            stream.send(masked(WebSockets.CLOSE, new byte[] {3, (byte) 0xe9}), true);
            assertThat(stream.awaitEnd().octets()).isEqualTo(away);
            origin.awaitConnectionClosed(0);
            client.awaitClosed();
            drain.join();
        }
    }

    @Test
    void whatDoesNotEndIsBrokenOffAfterTheGracefulTimeout() {
        try (TestOrigin origin = StreamWebSockets.switching();
                RunningProxy proxy =
                        StreamWebSockets.inFrontOf(origin, Piece.system("graceful-shutdown-timeout-secs \"300ms\""));
                H2Client client = H2Client.connect(proxy.address())) {
            StreamWebSockets.open(client, "/");
            proxy.drain();
            origin.awaitConnectionClosed(0);
            client.awaitClosed();
        }
    }

    /** It goes by the clock of the listener's own key, whatever passes. */
    @Test
    void theTimeoutOfStreamsHoldsForTunnels() {
        HandClock clock = new HandClock();
        try (TestOrigin origin = StreamWebSockets.switching();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, clock, WebSockets.route(""), Piece.listener("http2 { stream-timeout-secs 60; }"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = StreamWebSockets.open(client, "/");
            stream.send(HELLO, false);
            origin.awaitOctets(0, text(HELLO));
            clock.advance(Duration.ofSeconds(61));
            stream.awaitReset();
            origin.awaitConnectionClosed(0);
        }
    }

    /** The limit of requests under way is that of tunnels, too, and their places come back. */
    @Test
    void placesOfRequestsComeBack() {
        try (TestOrigin origin = TestOrigin.scripted(request -> request.target().equals("/plain")
                        ? List.of(new Step.ReadBody(), Step.send(Messages.OK))
                        : List.of(
                                Step.send(WebSockets.answerWith("Sec-WebSocket-Accept: "
                                        + StreamWebSockets.acceptOf(request.field("Sec-WebSocket-Key")) + "\r\n")),
                                new Step.AwaitClose()));
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin, Piece.limits("max-in-flight-requests 1"));
                H2Client client = H2Client.connect(proxy.address())) {
            for (int i = 0; i < 5; i++) {
                H2Stream stream = openOnceThereIsRoom(client);
                assertThat(client.get("/plain").awaitReply().status()).isEqualTo(503);
                stream.reset(H2Code.CANCEL);
                await().until(() -> client.get("/plain").awaitReply().status() == 200);
            }
        }
    }

    /** A client has read an answer a moment before its place is free again. */
    private static H2Stream openOnceThereIsRoom(H2Client client) {
        while (true) {
            H2Stream stream = StreamWebSockets.ask(client, "/socket");
            int status = stream.awaitHead().status();
            if (status == 200) {
                return stream;
            }
            assertThat(status).isEqualTo(503);
        }
    }
}
