package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** max-queued-requests: an origin that is slow does not fill the proxy with those that wait for it. */
class QueuedRequestsTest {
    private static final String WAITING = "zentinel_queued_requests";

    private static void awaitNothingHeld(RunningProxy proxy) {
        await().untilAsserted(() -> assertThat(proxy.server().heldOctets()).isZero());
    }

    private static void awaitWaiting(RunningProxy proxy, int requests) {
        await().untilAsserted(() -> assertThat(MetricSamples.of(proxy)).containsEntry(WAITING, (double) requests));
    }

    @Test
    void aRequestThatWouldWaitBehindTooManyIsAnswered503AtOnce() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.doing(new Step.WaitFor(answer), Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        Piece.upstream("connection-pool { max-connections 1; }"),
                        Piece.limits("max-queued-requests 1"));
                RawClient one = proxy.connect();
                RawClient two = proxy.connect();
                RawClient three = proxy.connect()) {
            one.send(Messages.GET);
            origin.awaitRequests(1);
            two.send(Messages.GET);
            awaitWaiting(proxy, 1);
            Reply reply = three.send(Messages.GET).read();
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.field("Retry-After")).isEqualTo("1");
            assertThat(reply.body()).contains("queue_exhausted");
            answer.countDown();
            assertThat(one.read().status()).isEqualTo(200);
            assertThat(two.read().status()).isEqualTo(200);
            assertThat(three.send(Messages.GET).read().status()).isEqualTo(200);
            awaitWaiting(proxy, 0);
            awaitNothingHeld(proxy);
        }
    }

    /** One that fills the queue makes it long for itself alone. */
    @Test
    void clientsThatWaitHaveTheirTurns() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.doing(new Step.WaitFor(answer), Step.send(Messages.OK));
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, Piece.upstream("connection-pool { max-connections 1; }"));
                RawClient first = proxy.connect()) {
            first.send(Messages.get("/first"));
            origin.awaitRequests(1);
            List<RawClient> waiting = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                waiting.add(RawClient.connectFrom("127.0.0.2", proxy.address()).send(Messages.get("/many" + i)));
                awaitWaiting(proxy, i + 1);
            }
            waiting.add(proxy.connect().send(Messages.get("/other")));
            awaitWaiting(proxy, 5);
            answer.countDown();
            for (RawClient client : waiting) {
                assertThat(client.read().status()).isEqualTo(200);
                client.close();
            }
            assertThat(origin.requests().stream().map(ReceivedRequest::target))
                    .containsExactly("/first", "/many0", "/other", "/many1", "/many2", "/many3");
        }
    }

    @Test
    void aClientThatGoesLeavesTheQueue() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.doing(new Step.WaitFor(answer), Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        Piece.upstream("connection-pool { max-connections 1; }"),
                        Piece.limits("max-queued-requests 1"));
                RawClient one = proxy.connect()) {
            one.send(Messages.GET);
            origin.awaitRequests(1);
            try (RawClient two = proxy.connect()) {
                two.send(Messages.GET);
                awaitWaiting(proxy, 1);
            }
            awaitWaiting(proxy, 0);
            awaitNothingHeld(proxy);
            answer.countDown();
            assertThat(one.read().status()).isEqualTo(200);
        }
    }
}
