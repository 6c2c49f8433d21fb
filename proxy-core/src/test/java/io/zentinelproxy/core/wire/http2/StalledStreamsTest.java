package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.wire.LogFile;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams whose windows stay shut take all connections to an origin: those that wait for one get it (CVE-2019-9517, CVE-2024-30156). */
class StalledStreamsTest {
    /** Nothing but others that wait ends an answer that is not taken. */
    private static final Piece PATIENT = Piece.listener("request-timeout-secs \"1h\"; min-response-rate 0");

    private static final Piece ONE = few(1);
    private static final String COUNTER = "zentinel_blocked_requests_total{reason=\"stalled_reader\"}";

    @TempDir
    private Path folder;

    private final HandClock clock = new HandClock();

    private static Piece few(int connections) {
        return Piece.upstream(
                "connection-pool { max-connections " + connections + "; }; timeouts { connect-secs 600; }");
    }

    @Test
    void theStreamThatIsStalledLongestMakesRoomForARequestThatWaits() {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = Endless.origin();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, PATIENT, few(2), log.as("json"));
                H2Client hostile = H2Client.connect(proxy.address(), H2Options.leavingWindowsOf(1000));
                H2Client bystander = H2Client.connect(proxy.address())) {
            H2Stream first = stalled(hostile);
            clock.advance(Duration.ofSeconds(1));
            H2Stream second = stalled(hostile);
            clock.advance(Duration.ofSeconds(1));
            assertThat(bystander.get("/short").awaitReply().body()).isEqualTo("ok");
            assertThat(first.awaitReset()).isEqualTo(H2Code.CANCEL);
            // The connection that was made for the first is there for others.
            assertThat(bystander.get("/short").awaitReply().body()).isEqualTo("ok");
            assertThat(second.reset()).isNull();
            second.reset(H2Code.CANCEL);
            assertThat(log.awaitLines(4).stream()
                            .map(LogFile.Line::parse)
                            .filter(line ->
                                    line.has("reason") && line.text("reason").equals("stalled_reader"))
                            .map(line -> line.number("response_octets")))
                    .containsExactly(first.receivedOnWire());
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry(COUNTER, 1.0)
                    .containsEntry("zentinel_queued_requests", 0.0));
            await().until(() -> proxy.server().heldOctets() == 0);
        }
    }

    @Test
    void noStreamIsCutWhereNobodyWaits() {
        try (TestOrigin origin = Endless.origin();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, PATIENT, few(2));
                H2Client client = H2Client.connect(proxy.address(), H2Options.leavingWindowsOf(1000))) {
            H2Stream stream = stalled(client);
            for (int wait = 0; wait < 10; wait++) {
                clock.advance(Duration.ofMinutes(1));
                assertThat(client.get("/short").awaitReply().body()).isEqualTo("ok");
            }
            stream.allow(1000);
            stream.awaitContent(2000);
            stream.reset(H2Code.CANCEL);
        }
    }

    @Test
    void aStreamThatIsTakenALittleIsNotStalled() {
        try (TestOrigin origin = Endless.origin();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, PATIENT, ONE);
                H2Client slow = H2Client.connect(proxy.address(), H2Options.leavingWindowsOf(1000));
                RawClient waiting = RawClient.connect(proxy.address())) {
            H2Stream stream = stalled(slow);
            waiting.send(Messages.get("/short"));
            awaitWaiting(proxy);
            for (int octet = 1; octet <= 10; octet++) {
                clock.advance(Duration.ofMillis(400));
                stream.allow(1);
                stream.awaitContent(1000 + octet);
            }
            assertThat(stream.reset()).isNull();
            stream.reset(H2Code.CANCEL);
            assertThat(waiting.read().body()).isEqualTo("ok");
        }
    }

    /** It is the turn of another answer, which moves: then the client is not to blame. */
    @Test
    void aStreamThatWaitsForItsTurnIsNotStalled() {
        try (TestOrigin origin = Endless.origin();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, PATIENT, few(2));
                H2Client slow = H2Client.connect(proxy.address(), H2Options.leavingWindowsOf(100_000_000));
                RawClient waiting = RawClient.connect(proxy.address())) {
            H2Stream urgent = slow.get("/", "priority", "u=0");
            urgent.awaitContent(65_535);
            H2Stream later = slow.get("/", "priority", "u=7");
            later.awaitHead();
            waiting.send(Messages.get("/short"));
            awaitWaiting(proxy);
            for (int octet = 1; octet <= 10; octet++) {
                clock.advance(Duration.ofMillis(400));
                slow.send(H2Frame.windowUpdate(0, 1));
                urgent.awaitContent(65_535 + octet);
            }
            assertThat(urgent.reset()).isNull();
            assertThat(later.reset()).isNull();
            clock.advance(Duration.ofSeconds(1));
            assertThat(waiting.read().body()).isEqualTo("ok");
        }
    }

    /** It is not the window but the socket that is shut, for all streams at once. */
    @Test
    void streamsOfAClientThatReadsNothingMakeRoom() {
        try (TestOrigin origin = Endless.origin();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, PATIENT, few(2));
                H2Client hostile = H2Client.connectWithSmallBuffer(
                        proxy.address(), 4096, H2Options.leavingWindowsOf(1_000_000_000));
                RawClient waiting = RawClient.connect(proxy.address())) {
            hostile.send(H2Frame.windowUpdate(0, 1_000_000_000));
            hostile.get("/").awaitContent(1);
            hostile.get("/").awaitContent(1);
            hostile.pauseReading(true);
            waiting.send(Messages.get("/short"));
            Thread served = Thread.startVirtualThread(() -> waiting.read());
            for (int wait = 0; wait < 500 && served.isAlive(); wait++) {
                clock.advance(Duration.ofSeconds(1));
            }
            assertThat(waiting.send(Messages.get("/short")).read().body()).isEqualTo("ok");
            hostile.pauseReading(false);
        }
    }

    private static H2Stream stalled(H2Client client) {
        H2Stream stream = client.get("/");
        stream.awaitContent(1000);
        return stream;
    }

    private static void awaitWaiting(RunningProxy proxy) {
        await().untilAsserted(() -> assertThat(MetricSamples.of(proxy)).containsEntry("zentinel_queued_requests", 1.0));
    }
}
