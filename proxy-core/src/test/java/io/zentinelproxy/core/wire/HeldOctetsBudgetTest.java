package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** max-memory-bytes and max-memory-percent: one budget of what peers make the process hold; all of it comes back. */
class HeldOctetsBudgetTest {
    private static final int KIB = 1024;
    private static final Piece HOLD_REQUESTS = Piece.route("policies { buffer-requests #true; }");
    private static final Piece HOLD_ANSWERS = Piece.route("policies { buffer-responses #true; }");

    /** Room for one content of {@link #CONTENT}, whose array has 64 KiB, and not for two. */
    private static final Piece BUDGET = Piece.limits("max-memory-bytes \"100KB\"");

    private static final String CONTENT = "x".repeat(40 * KIB);
    private static final String POST = Messages.postWith("Content-Length: " + CONTENT.length() + "\r\n", CONTENT);

    private static TestOrigin waiting(CountDownLatch answer) {
        return TestOrigin.scripted(request -> request.target().equals("/quick")
                ? Messages.ANSWER_OK
                : List.of(new Step.ReadBody(), new Step.WaitFor(answer), Step.send(Messages.OK)));
    }

    private static void awaitNothingHeld(RunningProxy proxy) {
        await().untilAsserted(() ->
                assertThat(proxy.server().heldOctets()).as("held octets").isZero());
    }

    private static void assertExhausted(Reply reply) {
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.field("Retry-After")).isEqualTo("1");
        assertThat(reply.body()).contains("hold_exhausted");
    }

    @Test
    void contentThatDoesNotFitBesideThatOfOthersIsAnswered503() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = waiting(answer);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, HOLD_REQUESTS, BUDGET);
                RawClient first = proxy.connect();
                RawClient second = proxy.connect()) {
            first.send(POST);
            origin.awaitRequests(1);
            assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_held_octets", 64.0 * KIB)
                    .containsEntry("zentinel_held_octets_limit", 100.0 * KIB);
            second.trySend(POST.getBytes());
            assertExhausted(second.read());
            assertThat(second.awaitClosed()).isTrue();
            answer.countDown();
            assertThat(first.read().status()).isEqualTo(200);
            awaitNothingHeld(proxy);
            assertThat(first.send(POST).read().status()).isEqualTo(200);
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_blocked_requests_total{reason=\"hold_exhausted\"}", 1.0));
        }
    }

    @Test
    void shareOfTheHeapIsTheBudgetWhereNothingElseIsSaid() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy usual = RunningProxy.inFrontOf(origin);
                RunningProxy half = RunningProxy.inFrontOf(origin, Piece.limits("max-memory-percent 50"));
                RunningProxy smaller =
                        RunningProxy.inFrontOf(origin, Piece.limits("max-memory-percent 50; max-memory-bytes 5"))) {
            double heap = Runtime.getRuntime().maxMemory();
            assertThat(limit(usual)).isEqualTo(Math.floor(heap / 4));
            assertThat(limit(half)).isEqualTo(Math.floor(heap / 2));
            assertThat(limit(smaller)).isEqualTo(5.0);
        }
    }

    private static double limit(RunningProxy proxy) {
        return MetricSamples.of(proxy).get("zentinel_held_octets_limit");
    }

    @Test
    void aClientThatGoesAmidItsContentLeavesNothingBehind() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, HOLD_REQUESTS, BUDGET)) {
            try (RawClient client = proxy.connect()) {
                client.send(POST.substring(0, 30 * KIB));
                await().until(() -> proxy.server().heldOctets() > 0);
            }
            awaitNothingHeld(proxy);
            try (RawClient client = proxy.connect()) {
                client.send(POST.substring(0, 30 * KIB));
                await().until(() -> proxy.server().heldOctets() > 0);
                client.abort();
            }
            awaitNothingHeld(proxy);
        }
    }

    @Test
    void anOriginThatBreaksOffLeavesNothingBehind() {
        try (TestOrigin origin = TestOrigin.doing(new Step.ReadBody(), new Step.Reset());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, HOLD_REQUESTS, BUDGET);
                RawClient client = proxy.connect()) {
            assertThat(client.send(POST).read().status()).isEqualTo(502);
            awaitNothingHeld(proxy);
        }
    }

    @Test
    void anAnswerThatDoesNotFitIsOne503AndTheNextIsServed() {
        String large = Messages.okWith("Content-Length: 200000\r\n", "a".repeat(200_000));
        try (TestOrigin origin = TestOrigin.scripted(
                        request -> request.target().equals("/quick") ? Messages.ANSWER_OK : List.of(Step.send(large)));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, HOLD_ANSWERS, BUDGET);
                RawClient client = proxy.connect()) {
            assertExhausted(client.send(Messages.GET).read());
            assertThat(client.send(Messages.get("/quick")).read().status()).isEqualTo(200);
            awaitNothingHeld(proxy);
        }
    }

    /** A head beyond the buffer that every connection gets. */
    @Test
    void aLargeHeadIsOnTheBudgetUntilItsExchangeIsOver() {
        String limits = "max-header-size 262144\nmax-header-value-bytes 262144\nmax-memory-bytes ";
        String large = Messages.getWith("X: " + "v".repeat(100 * KIB) + "\r\n");
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = waiting(answer);
                RunningProxy roomy = RunningProxy.inFrontOf(origin, Piece.limits(limits + 200 * KIB));
                RunningProxy tight = RunningProxy.inFrontOf(origin, Piece.limits(limits + 50 * KIB));
                RawClient served = roomy.connect();
                RawClient refused = tight.connect()) {
            served.send(large);
            origin.awaitRequests(1);
            assertThat(roomy.server().heldOctets()).isGreaterThan(80 * KIB);
            answer.countDown();
            assertThat(served.read().status()).isEqualTo(200);
            awaitNothingHeld(roomy);
            refused.trySend(large.getBytes());
            assertExhausted(refused.read());
            assertThat(refused.awaitClosed()).isTrue();
            awaitNothingHeld(tight);
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void aLargeHeadOfAnOriginIsOnTheBudgetToo() {
        String large = Messages.okWith("X: " + "v".repeat(50 * KIB) + "\r\nContent-Length: 0\r\n", "");
        try (TestOrigin origin = TestOrigin.answering(large);
                RunningProxy roomy = RunningProxy.inFrontOf(origin);
                RunningProxy tight = RunningProxy.inFrontOf(origin, Piece.limits("max-memory-bytes \"20KB\""));
                RawClient served = roomy.connect();
                RawClient refused = tight.connect()) {
            assertThat(served.send(Messages.GET).read().field("X")).hasSize(50 * KIB);
            awaitNothingHeld(roomy);
            assertExhausted(refused.send(Messages.GET).read());
            awaitNothingHeld(tight);
        }
    }

    @Test
    void pipelinedRequestsAreOnTheBudgetWhileTheyWait() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = waiting(answer);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET);
            origin.awaitRequests(1);
            client.send(Messages.get("/quick"));
            await().until(() -> proxy.server().heldOctets() == 16 * KIB);
            answer.countDown();
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(200);
            awaitNothingHeld(proxy);
        }
    }

    /** Without room nobody reads on: what comes waits in the kernel, in its order, and nothing is lost. */
    @Test
    void withoutABudgetPipelinedRequestsWaitInTheKernel() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = waiting(answer);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.limits("max-memory-bytes 0"))) {
            try (RawClient client = proxy.connect()) {
                client.send(Messages.GET);
                origin.awaitRequests(1);
                int pipelined = 200;
                for (int i = 0; i < pipelined; i++) {
                    client.send(Messages.get("/quick"));
                }
                await().until(() -> proxy.server().idleBuffersTaken() == 1);
                assertThat(proxy.server().heldOctets()).isZero();
                answer.countDown();
                for (int i = 0; i <= pipelined; i++) {
                    assertThat(client.read().status()).isEqualTo(200);
                }
            }
            await().until(() -> proxy.server().idleBuffersTaken() == 0);
            awaitNothingHeld(proxy);
        }
    }

    @Test
    void aClientThatGoesWithRequestsKeptLeavesNothingBehind() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = waiting(answer);
                RunningProxy proxy = RunningProxy.inFrontOf(origin)) {
            try (RawClient client = proxy.connect()) {
                client.send(Messages.GET);
                origin.awaitRequests(1);
                client.send(Messages.get("/quick"));
                await().until(() -> proxy.server().heldOctets() == 16 * KIB);
            }
            awaitNothingHeld(proxy);
            answer.countDown();
        }
    }

    @Test
    void aRequestThatWouldWaitForAConnectionIsOnTheBudget() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = waiting(answer);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        Piece.upstream("connection-pool { max-connections 1; }"),
                        Piece.limits("max-memory-bytes \"20KB\""));
                RawClient one = proxy.connect();
                RawClient two = proxy.connect();
                RawClient three = proxy.connect()) {
            one.send(Messages.GET);
            origin.awaitRequests(1);
            two.send(Messages.GET);
            await().until(() -> proxy.server().heldOctets() == 16 * KIB);
            assertExhausted(three.send(Messages.GET).read());
            answer.countDown();
            assertThat(one.read().status()).isEqualTo(200);
            assertThat(two.read().status()).isEqualTo(200);
            awaitNothingHeld(proxy);
        }
    }
}
