package io.zentinelproxy.core.wire.http2;

import static io.zentinelproxy.core.wire.WebSockets.BINARY;
import static io.zentinelproxy.core.wire.WebSockets.masked;
import static io.zentinelproxy.core.wire.WebSockets.plain;
import static io.zentinelproxy.core.wire.http2.StreamWebSockets.HELLO;
import static io.zentinelproxy.core.wire.http2.StreamWebSockets.WORLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Pattern;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.wire.LogFile;
import io.zentinelproxy.core.wire.MetricSamples;
import io.zentinelproxy.core.wire.WebSockets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages of a WebSocket over a stream, larger than its windows, and what is given back of those and of memory. */
class WebSocketWindowsTest {
    private static final int LARGE = 3_000_000;

    private static final Piece SMALL_WINDOWS =
            Piece.listener("http2 { stream-window-size 65536; connection-window-size 65536; }");

    /** Of all tunnels together ten times what the connection's window holds: it is given back as they are read. */
    @Test
    void largeMessagesOfClientsPassThroughSmallWindows() {
        byte[] message = masked(BINARY, Pattern.octets(LARGE));
        try (TestOrigin origin = StreamWebSockets.switching(new Step.ReadOctets(message.length), new Step.Send(WORLD));
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin, SMALL_WINDOWS);
                H2Client client = H2Client.connect(proxy.address())) {
            for (int i = 0; i < 3; i++) {
                H2Stream stream = StreamWebSockets.open(client, "/");
                assertThat(stream.send(message, false)).isTrue();
                stream.awaitContent(WORLD.length);
                stream.send("", true);
                origin.awaitConnectionClosed(i);
            }
        }
    }

    @Test
    void largeMessagesOfOriginsPassThroughSmallWindows() {
        byte[] message = plain(BINARY, Pattern.octets(LARGE));
        try (TestOrigin origin = StreamWebSockets.switching(new Step.Send(message), new Step.HalfClose());
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                H2Client client =
                        H2Client.connect(proxy.address(), H2Options.USUAL.with(H2Options.INITIAL_WINDOW_SIZE, 1000))) {
            H2Stream stream = StreamWebSockets.open(client, "/");
            assertThat(stream.awaitReply().content().octets()).isEqualTo(message);
        }
    }

    /** What a tunnel has not read when it is reset goes back to the connection's window, too. */
    @Test
    void whatNobodyReadIsGivenBackToTheConnection() {
        try (TestOrigin origin = StreamWebSockets.switching(new Step.Reset());
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin, SMALL_WINDOWS);
                H2Client client = H2Client.connect(proxy.address())) {
            for (int i = 0; i < 20; i++) {
                H2Stream stream = StreamWebSockets.ask(client, "/");
                stream.send(masked(BINARY, new byte[30_000]), false);
                stream.awaitReset();
            }
            client.roundTrip();
        }
    }

    @Test
    void aTunnelThatIsNotReadHoldsUpNoOther() {
        byte[] message = plain(BINARY, Pattern.octets(LARGE));
        try (TestOrigin origin = StreamWebSockets.switching(new Step.Send(message));
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address(), H2Options.leavingWindowsOf(20_000))) {
            H2Stream stuck = StreamWebSockets.open(client, "/");
            stuck.awaitContent(20_000);
            H2Stream other = StreamWebSockets.open(client, "/");
            other.awaitContent(20_000);
            other.allow(10_000);
            other.awaitContent(30_000);
            client.roundTrip();
            assertThat(stuck.content().length()).isEqualTo(20_000);
        }
    }

    @Test
    void aClientThatLeavesItsWindowShutIsLate(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        HandClock clock = new HandClock();
        try (TestOrigin origin = StreamWebSockets.switching(new Step.Send(WORLD));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, WebSockets.route(""), log.as("json"));
                H2Client client = H2Client.connect(proxy.address(), H2Options.leavingWindowsOf(3))) {
            H2Stream stream = StreamWebSockets.open(client, "/");
            stream.awaitContent(3);
            await().until(() -> {
                clock.advance(Duration.ofSeconds(5));
                return !log.linesNow().isEmpty();
            });
            assertThat(stream.awaitReset()).isEqualTo(H2Code.CANCEL);
            assertThat(log.awaitOnlyLine().text("reason")).isEqualTo("late_reader");
            origin.awaitConnectionClosed(0);
        }
    }

    /** A large message has passed; a tunnel that waits for the next one holds no more than a small one needs. */
    @Test
    void nextToNothingIsHeldWhileNothingComes() {
        byte[] message = masked(BINARY, new byte[LARGE]);
        try (TestOrigin origin = StreamWebSockets.switching(new Step.ReadOctets(message.length), new Step.Send(WORLD));
                RunningProxy proxy = StreamWebSockets.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = StreamWebSockets.open(client, "/");
            stream.send(message, false);
            stream.awaitContent(WORLD.length);
            await().untilAsserted(() -> {
                assertThat(proxy.server().heldOctets()).isLessThanOrEqualTo(2048);
                assertThat(proxy.server().idleBuffersTaken()).isZero();
                assertThat(proxy.server().bulkBuffersTaken()).isZero();
            });
            stream.send(HELLO, true);
            origin.awaitConnectionClosed(0);
            await().untilAsserted(() -> {
                assertThat(proxy.server().heldOctets()).isZero();
                assertThat(MetricSamples.of(proxy))
                        .containsEntry("zentinel_websocket_open_connections{route=\"all\"}", 0.0);
            });
        }
    }
}
