package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Clients that hold a connection and do not use it, slowloris among them: CVE-2007-6750. */
class SlowClientTest {

    private static final Piece SHORT = Piece.listener("request-timeout 3\nkeepalive-timeout 3");

    /** How far the clock moves at a time. */
    private static final Duration STEP = Duration.ofSeconds(1);

    private final HandClock clock = new HandClock();

    @Test
    void clientThatSaysNothingIsClosedWithoutAWord() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, SHORT);
                RawClient client = proxy.connect()) {
            assertThat(clock.advanceDuring(client::awaitClosed, STEP)).isTrue();
        }
    }

    @Test
    void headThatStopsHalfWayTimesOut() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, SHORT);
                RawClient client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a.t");
            awaitPartialHead(proxy);
            Reply reply = clock.advanceDuring(client::read, STEP);
            assertThat(reply.status()).isEqualTo(408);
            assertThat(reply.fields().listed("Connection", "close")).isTrue();
            assertThat(client.awaitClosed()).isTrue();
            assertThat(origin.connections()).isZero();
        }
    }

    /** The deadline is for the whole head: an octet now and then does not move it. */
    @Test
    void headThatDripsTimesOut() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, SHORT);
                RawClient client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\nX: ");
            awaitPartialHead(proxy);
            Reply reply = clock.advanceDuring(client::read, () -> client.trySend(new byte[] {'a'}), STEP);
            assertThat(reply.status()).isEqualTo(408);
            assertThat(client.awaitClosed()).isTrue();
        }
    }

    @Test
    void secondHeadThatStopsHalfWayTimesOut() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, SHORT);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET + "GET /half");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(clock.advanceDuring(client::read, STEP).status()).isEqualTo(408);
            assertThat(client.awaitClosed()).isTrue();
        }
    }

    @Test
    void contentThatStopsHalfWayTimesOutAndNeverLooksCompleteToTheOrigin() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, SHORT);
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Length: 6\r\n", "abc"));
            origin.awaitOctets(0, "\r\n\r\nabc");
            Reply reply = clock.advanceDuring(client::read, STEP);
            assertThat(reply.status()).isEqualTo(408);
            assertThat(client.awaitClosed()).isTrue();
            origin.awaitConnectionClosed(0);
            assertThat(origin.requests()).noneMatch(request -> request.content().complete());
        }
    }

    @Test
    void slowButSteadyContentIsServed() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, Piece.listener("request-timeout 1"));
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Length: 6\r\n", ""));
            origin.awaitOctets(0, "\r\n\r\n");
            for (int i = 1; i <= 6; i++) {
                clock.advance(Duration.ofMillis(700));
                client.send("a");
                origin.awaitOctets(0, "\r\n\r\n" + "a".repeat(i));
            }
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(origin.onlyRequest().body()).isEqualTo("aaaaaa");
        }
    }

    /** The origin's slowness is not the client's. */
    @Test
    void clientThatWaitsForASlowOriginIsNotLate() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.doing(new Step.WaitFor(answer), Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, SHORT);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET);
            origin.awaitRequests(1);
            clock.advance(Duration.ofSeconds(9));
            answer.countDown();
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    /** Its first octets have been read. */
    private static void awaitPartialHead(RunningProxy proxy) {
        await().untilAsserted(() ->
                assertThat(MetricSamples.of(proxy)).containsEntry("zentinel_active_requests{listener=\"main\"}", 1.0));
    }

    /** A client that does not read keeps its own answer waiting, not the others', and not for ever. */
    @Test
    void clientThatDoesNotReadIsGivenUpAndTheOriginFreed() {
        long length = 100_000_000_000L;
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send(Messages.okWith("Content-Length: " + length + "\r\n", "")),
                        new Step.SendPattern(length));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, SHORT);
                RawClient client = RawClient.connectWithSmallWindow(proxy.address(), 4096)) {
            client.send(Messages.GET).readHead();
            clock.advanceUntil(() -> origin.openConnections() == 0, STEP);
        }
    }
}
