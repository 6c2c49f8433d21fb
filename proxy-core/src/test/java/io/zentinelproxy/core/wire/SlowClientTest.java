package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Clients that hold a connection and do not use it, slowloris among them: CVE-2007-6750. */
class SlowClientTest {

    private static final Piece SHORT = Piece.listener("request-timeout \"300ms\"\nkeepalive-timeout \"300ms\"");

    @Test
    void clientThatSaysNothingIsClosedWithoutAWord() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, SHORT);
                RawClient client = proxy.connect()) {
            assertThat(client.awaitClosed()).isTrue();
        }
    }

    @Test
    void headThatStopsHalfWayTimesOut() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, SHORT);
                RawClient client = proxy.connect()) {
            Reply reply = client.send("GET / HTTP/1.1\r\nHost: a.t").read();
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
                RunningProxy proxy = RunningProxy.inFrontOf(origin, SHORT);
                RawClient client = proxy.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a.test\r\nX: ");
            Thread drip = Thread.startVirtualThread(() -> {
                while (client.trySend(new byte[] {'a'})) {
                    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                }
            });
            assertThat(client.read().status()).isEqualTo(408);
            assertThat(client.awaitClosed()).isTrue();
            assertThat(drip).isNotNull();
        }
    }

    @Test
    void secondHeadThatStopsHalfWayTimesOut() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, SHORT);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET + "GET /half");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(408);
            assertThat(client.awaitClosed()).isTrue();
        }
    }

    @Test
    void contentThatStopsHalfWayTimesOutAndNeverLooksCompleteToTheOrigin() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, SHORT);
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.postWith("Content-Length: 6\r\n", "abc"))
                    .read();
            assertThat(reply.status()).isEqualTo(408);
            assertThat(client.awaitClosed()).isTrue();
            origin.awaitConnectionClosed(0);
            assertThat(origin.requests()).noneMatch(request -> request.content().complete());
        }
    }

    @Test
    void slowButSteadyContentIsServed() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.listener("request-timeout \"1s\""));
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Length: 6\r\n", ""));
            for (int i = 0; i < 6; i++) {
                LockSupport.parkNanos(Duration.ofMillis(250).toNanos());
                client.send("a");
            }
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(origin.onlyRequest().body()).isEqualTo("aaaaaa");
        }
    }

    /** The origin's slowness is not the client's. */
    @Test
    void clientThatWaitsForASlowOriginIsNotLate() {
        try (TestOrigin origin = TestOrigin.scripted(SlowClientTest::answerLate);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, SHORT);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
        }
    }

    private static java.util.List<Step> answerLate(ReceivedRequest request) {
        LockSupport.parkNanos(Duration.ofMillis(900).toNanos());
        return Messages.ANSWER_OK;
    }

    /** A client that does not read keeps its own answer waiting, not the others', and not for ever. */
    @Test
    void clientThatDoesNotReadIsGivenUpAndTheOriginFreed() {
        long length = 100_000_000_000L;
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send(Messages.okWith("Content-Length: " + length + "\r\n", "")),
                        new Step.SendPattern(length));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, SHORT);
                RawClient client = RawClient.connectWithSmallWindow(proxy.address(), 4096)) {
            client.send(Messages.GET);
            origin.awaitConnectionClosed(0);
        }
    }
}
