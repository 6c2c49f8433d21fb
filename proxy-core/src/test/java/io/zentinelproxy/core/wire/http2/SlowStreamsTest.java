package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.core.testkit.h2.H2Reply;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.wire.LogFile;
import io.zentinelproxy.core.wire.Messages;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams that are not taken, or not sent, in time: window stalls, CVE-2019-9517, Varnish CVE-2024-30156, slow POST. */
class SlowStreamsTest {
    private static final Piece RATE = Piece.listener("request-timeout-secs \"1h\"; min-response-rate \"16MB\"");

    @TempDir
    private Path folder;

    private final HandClock clock = new HandClock();

    @Test
    void aStreamThatIsNotTakenIsResetAndTheOriginFreed() {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = Endless.origin();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, RATE, log.as("json"));
                H2Client client = H2Client.connect(proxy.address(), H2Options.leavingWindowsOf(1000))) {
            H2Stream stream = client.get("/");
            stream.awaitContent(1000);
            advanceUntilReset(stream, () -> {});
            origin.awaitConnectionClosed(0);
            LogFile.Line line = log.awaitOnlyLine();
            assertThat(line.text("reason")).isEqualTo("late_reader");
            assertThat(line.number("response_octets")).isEqualTo(stream.receivedOnWire());
            stream = client.get("/short");
            assertThat(stream.awaitReply().body()).isEqualTo("ok");
        }
    }

    /** WINDOW_UPDATE after WINDOW_UPDATE of little: something moves all the time, and far too slowly. */
    @Test
    void aWindowThatIsOpenedDropByDropIsNoExcuse() {
        try (TestOrigin origin = Endless.origin();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, RATE);
                H2Client client = H2Client.connect(proxy.address(), H2Options.leavingWindowsOf(1000))) {
            H2Stream stream = client.get("/");
            stream.awaitContent(1000);
            advanceUntilReset(stream, () -> stream.allow(1));
            origin.awaitConnectionClosed(0);
        }
    }

    /** The window of the connection is the same trick with another handle. */
    @Test
    void aConnectionWhoseWindowStaysShutIsNoExcuseEither() {
        try (TestOrigin origin = Endless.origin();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, RATE);
                H2Client client = H2Client.connect(proxy.address(), H2Options.leavingWindowsOf(10_000_000))) {
            H2Stream stream = client.get("/");
            stream.awaitContent(65_535);
            advanceUntilReset(stream, () -> {});
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void aStreamThatIsNotTakenIsLeftAloneWhereNoRateIsAsked() {
        try (TestOrigin origin = Endless.origin();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, clock, Piece.listener("request-timeout-secs \"1h\"; min-response-rate 0"));
                H2Client client = H2Client.connect(proxy.address(), H2Options.leavingWindowsOf(1000))) {
            H2Stream stream = client.get("/");
            stream.awaitContent(1000);
            for (int wait = 0; wait < 20; wait++) {
                clock.advance(Duration.ofMinutes(1));
            }
            stream.allow(10_000);
            stream.awaitContent(11_000);
            stream.reset(H2Code.CANCEL);
        }
    }

    /** In all it takes far longer than grace and timeout, but it takes. */
    @Test
    void aStreamThatTakesItsTimeIsServed() {
        int length = 2_000_000;
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send(Messages.okWith("Content-Length: " + length + "\r\n", "")),
                        new Step.SendPattern(length));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock);
                H2Client client = H2Client.connect(proxy.address(), H2Options.leavingWindowsOf(length / 10))) {
            client.send(H2Frame.windowUpdate(0, length));
            H2Stream stream = client.get("/");
            for (int part = 1; part <= 10; part++) {
                stream.awaitContent(part * length / 10);
                clock.advance(Duration.ofSeconds(20));
                if (part < 10) {
                    stream.allow(length / 10);
                }
            }
            assertThat(stream.awaitReply().content().length()).isEqualTo(length);
        }
    }

    /** The absolute bound, whatever moves: CVE-2026-49975. */
    @Test
    void aStreamMayBeGivenATimeThatNothingExtends() {
        LogFile log = new LogFile(folder.resolve("access.log"));
        Piece bound =
                Piece.listener("request-timeout-secs \"1h\"; min-response-rate 0; http2 { stream-timeout-secs 30; }");
        try (TestOrigin origin = Endless.origin();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, bound, log.as("json"));
                H2Client client = H2Client.connect(proxy.address(), H2Options.leavingWindowsOf(1000))) {
            H2Stream stream = client.get("/");
            stream.awaitContent(1000);
            advanceUntilReset(stream, () -> stream.allow(1000));
            origin.awaitConnectionClosed(0);
            assertThat(log.awaitOnlyLine().text("reason")).isEqualTo("stream_timeout");
            assertThat(client.get("/short").awaitReply().body()).isEqualTo("ok");
        }
    }

    @Test
    void anUploadThatStopsIsAnswered408() {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, clock, Piece.listener("request-timeout-secs 60"), log.as("json"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.open("POST", "/", "content-length", "10").data("abc", false);
            origin.awaitRequests(1);
            client.roundTrip();
            for (int wait = 0; wait < 10 && client.count(H2Frame.HEADERS) == 0; wait++) {
                clock.advance(Duration.ofSeconds(10));
            }
            H2Reply reply = stream.awaitReply();
            assertThat(reply.status()).isEqualTo(408);
            assertThat(log.awaitOnlyLine().text("reason")).isEqualTo("late_body");
            assertThat(origin.onlyRequest().content().complete()).isFalse();
            client.roundTrip();
        }
    }

    /** Octet by octet it never stops, and never comes to an end. */
    @Test
    void anUploadThatDripsIsAnswered408() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, Piece.listener("request-timeout-secs 60"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream =
                    client.open("POST", "/", "content-length", "10000").data("abc", false);
            origin.awaitRequests(1);
            boolean answered = false;
            for (int drop = 0; drop < 60 && !answered; drop++) {
                clock.advance(Duration.ofSeconds(2));
                client.roundTrip();
                answered = client.count(H2Frame.HEADERS) > 0;
                if (!answered) {
                    stream.data("x", false);
                }
            }
            assertThat(stream.awaitReply().status()).isEqualTo(408);
        }
    }

    /** It is not the window but the socket that is shut: nobody reads at all. */
    @Test
    void aClientThatReadsNothingIsClosed() {
        try (TestOrigin origin = Endless.origin();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, Piece.listener("request-timeout-secs 60"));
                H2Client client = H2Client.connectWithSmallBuffer(
                        proxy.address(), 4096, H2Options.leavingWindowsOf(1_000_000_000))) {
            client.send(H2Frame.windowUpdate(0, 1_000_000_000));
            client.get("/").awaitContent(1);
            client.pauseReading(true);
            Thread waiting = Thread.startVirtualThread(() -> origin.awaitConnectionClosed(0));
            for (int wait = 0; wait < 200 && waiting.isAlive(); wait++) {
                clock.advance(Duration.ofSeconds(10));
            }
            origin.awaitConnectionClosed(0);
            client.pauseReading(false);
            client.awaitClosed();
        }
    }

    private void advanceUntilReset(H2Stream stream, Runnable meanwhile) {
        for (int wait = 0; wait < 200 && stream.reset() == null; wait++) {
            clock.advance(Duration.ofSeconds(1));
            if (stream.reset() == null) {
                meanwhile.run();
            }
        }
        assertThat(stream.awaitReset()).isNotEqualTo(H2Code.NO_ERROR);
    }
}
