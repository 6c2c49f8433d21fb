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

/** max-in-flight-requests: from a complete head to the end of the exchange, over all connections. */
class InFlightLimitTest {
    private static final String REASON = "zentinel_blocked_requests_total{reason=\"in_flight_exhausted\"}";

    private static TestOrigin waiting(CountDownLatch answer) {
        return TestOrigin.scripted(request -> request.target().equals("/slow")
                ? List.of(new Step.WaitFor(answer), Step.send(Messages.OK))
                : Messages.ANSWER_OK);
    }

    private static RunningProxy proxy(TestOrigin origin, int most) {
        return RunningProxy.inFrontOf(origin, Piece.limits("max-in-flight-requests " + most));
    }

    @Test
    void aRequestOverTheLimitIsAnswered503AndItsConnectionServesOn() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = waiting(answer);
                RunningProxy proxy = proxy(origin, 1);
                RawClient slow = proxy.connect();
                RawClient over = proxy.connect()) {
            slow.send(Messages.get("/slow"));
            origin.awaitRequests(1);
            Reply reply = over.send(Messages.GET).read();
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.field("Retry-After")).isEqualTo("1");
            assertThat(reply.body()).contains("in_flight_exhausted");
            answer.countDown();
            assertThat(slow.read().status()).isEqualTo(200);
            await().untilAsserted(() ->
                    assertThat(over.send(Messages.GET).read().status()).isEqualTo(200));
            assertThat(MetricSamples.of(proxy).get(REASON)).isGreaterThanOrEqualTo(1.0);
        }
    }

    /** The next request of a connection begins when the one before it has ended; so one place is enough for all of them. */
    @Test
    void everyEndGivesThePlaceBack() {
        try (TestOrigin origin = TestOrigin.scripted(request ->
                        request.target().equals("/broken") ? List.of(new Step.Close()) : Messages.ANSWER_OK);
                RunningProxy proxy = proxy(origin, 1);
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
                assertThat(client.send(Messages.get("/broken")).read().status()).isEqualTo(502);
            }
            try (RawClient refused = proxy.connect()) {
                refused.send(Messages.postWith("Content-Length: 99999999\r\n", ""))
                        .readToEnd();
            }
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void aClientThatGoesGivesItsPlaceBack() {
        CountDownLatch never = new CountDownLatch(1);
        try (TestOrigin origin = waiting(never);
                RunningProxy proxy = proxy(origin, 1)) {
            for (int i = 0; i < 3; i++) {
                try (RawClient client = proxy.connect()) {
                    client.send(Messages.get("/slow"));
                    origin.awaitRequests(2 * i + 1);
                }
                assertServes(proxy);
            }
            never.countDown();
        }
    }

    private static void assertServes(RunningProxy proxy) {
        // The proxy closes the connection when the request has left.
        await().until(() -> {
            try (RawClient client = proxy.connect()) {
                int status = client.send(Messages.getWith("Connection: close\r\n"))
                        .read()
                        .status();
                return client.awaitClosed() && status == 200;
            }
        });
    }

    /** A client that waits to be asked for its content hears 503 before a single octet of it. */
    @Test
    void expectationIsAnswered503WithoutContinueAndTheConnectionCloses() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = waiting(answer);
                RunningProxy proxy = proxy(origin, 1);
                RawClient slow = proxy.connect();
                RawClient over = proxy.connect()) {
            slow.send(Messages.get("/slow"));
            origin.awaitRequests(1);
            Reply reply = over.send(Messages.postWith("Expect: 100-continue\r\nContent-Length: 3\r\n", ""))
                    .read();
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.field("Connection")).isEqualTo("close");
            assertThat(over.awaitClosed()).isTrue();
            answer.countDown();
            assertThat(slow.read().status()).isEqualTo(200);
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void zeroMeansNoLimit() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = waiting(answer);
                RunningProxy proxy = proxy(origin, 0);
                RawClient slow = proxy.connect();
                RawClient other = proxy.connect()) {
            slow.send(Messages.get("/slow"));
            origin.awaitRequests(1);
            assertThat(other.send(Messages.GET).read().status()).isEqualTo(200);
            answer.countDown();
            assertThat(slow.read().status()).isEqualTo(200);
        }
    }
}
