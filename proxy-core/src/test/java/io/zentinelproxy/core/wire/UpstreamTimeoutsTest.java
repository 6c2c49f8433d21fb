package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.ClosedPort;
import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/**
 * How long an origin may keep us waiting, the block {@code timeouts}. Where the key did nothing, the default of 30 s or more would
 * let the client's hang guard of 15 s fail the test.
 */
class UpstreamTimeoutsTest {

    private static final Piece SHORT_READ = timeouts("read \"200ms\"");

    /** How far the clock moves at a time. */
    private static final Duration STEP = Duration.ofMillis(100);

    private final HandClock clock = new HandClock();

    private static Piece timeouts(String keys) {
        return Piece.upstream("timeouts { " + keys + "; }");
    }

    @Test
    void refusedConnectionIsABadGateway() {
        try (RunningProxy proxy = RunningProxy.start(ProxyKdl.inFrontOf(ClosedPort.refusing()));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            assertThat(client.send(Messages.GET).read().status())
                    .as("the client's connection goes on")
                    .isEqualTo(502);
        }
    }

    /** The default is 10 s: less shows that the key was heard. */
    @Test
    void connectionThatDoesNotComeAboutTimesOut() {
        try (ClosedPort silent = ClosedPort.silent();
                RunningProxy proxy =
                        RunningProxy.start(ProxyKdl.inFrontOf(silent.address(), timeouts("connect \"200ms\"")));
                RawClient client = proxy.connect()) {
            long start = System.nanoTime();
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(504);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
        }
    }

    @Test
    void originThatDoesNotAnswerTimesOut() {
        try (TestOrigin origin = TestOrigin.doing(new Step.ReadBody(), new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, SHORT_READ);
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.GET).read();
            assertThat(reply.status()).isEqualTo(504);
            origin.awaitConnectionClosed(0);
            assertThat(origin.requests())
                    .as("a request that timed out is not sent again")
                    .hasSize(1);
        }
    }

    @Test
    void originThatStopsInTheMiddleOfItsHeadTimesOut() {
        try (TestOrigin origin = TestOrigin.doing(Step.send("HTTP/1.1 200 OK\r\nX: y\r\n"), new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, SHORT_READ);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(504);
        }
    }

    @Test
    void originThatStopsInTheMiddleOfItsContentBreaksTheAnswerOff() {
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send(Messages.okWith("Content-Length: 6\r\n", "abc")), new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, SHORT_READ);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).readHead();
            assertThat(client.readRaw(3)).asString().isEqualTo("abc");
            assertThat(clock.advanceDuring(client::awaitClosed, STEP)).isTrue();
            origin.awaitConnectionClosed(0);
        }
    }

    /** What counts is how long each wait was, not their sum. */
    @Test
    void slowButSteadyOriginDoesNotTimeOut() {
        Semaphore permits = new Semaphore(0);
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send(Messages.okWith("Content-Length: 8\r\n", "")),
                        new Step.Drip("abcdefgh".getBytes(), permits));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, timeouts("read 2"));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).readHead();
            for (int i = 0; i < 8; i++) {
                clock.advance(Duration.ofMillis(1500));
                permits.release();
                client.readRaw(1);
            }
        }
    }

    @Test
    void originThatTakesTooLongInAllTimesOut() {
        try (TestOrigin origin = TestOrigin.doing(new Step.ReadBody(), new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, timeouts("request \"200ms\""));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(504);
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void originThatSendsForTooLongInAllIsBrokenOff() {
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send(Messages.okWith("Content-Length: 1000000000000\r\n", "")),
                        new Step.SendPattern(1_000_000_000_000L));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, timeouts("request \"300ms\""));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).readHead();
            // It reads on, and keeps nothing of it.
            assertThat(clock.advanceDuring(
                            () -> {
                                while (!client.awaitClosed()) {}
                                return true;
                            },
                            STEP))
                    .isTrue();
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void originThatDoesNotTakeTheRequestTimesOut() {
        Semaphore never = new Semaphore(0);
        try (TestOrigin origin = TestOrigin.doing(new Step.Drip(new byte[1], never));
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, timeouts("write \"300ms\""), Piece.limits("max-body-size \"1GB\""));
                RawClient client = proxy.connect()) {
            int length = 64 << 20;
            client.send(Messages.postWith("Content-Length: " + length + "\r\n", ""));
            Thread.startVirtualThread(() -> client.trySend(new byte[length]));
            assertThat(client.read().status()).isEqualTo(504);
            never.release();
        }
    }
}
