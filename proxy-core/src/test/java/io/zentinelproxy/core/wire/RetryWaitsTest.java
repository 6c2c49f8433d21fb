package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.Retrying.SILENCE;
import static io.zentinelproxy.core.wire.Retrying.answer;
import static io.zentinelproxy.core.wire.Retrying.awaitMetric;
import static io.zentinelproxy.core.wire.Retrying.awaitRetries;
import static io.zentinelproxy.core.wire.Retrying.policy;
import static io.zentinelproxy.core.wire.Retrying.targets;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a request waits before it is sent again, and how long for the head of an answer. */
class RetryWaitsTest {
    private static final String RETRIES_EXHAUSTED = "zentinel_upstream_retries_exhausted_total{route=\"all\"}";

    @Test
    void nextTryWaitsNoLongerThanTheBound() {
        HandClock clock = new HandClock();
        try (TestOrigin origin = TestOrigin.inOrder(answer(503), Messages.ANSWER_OK);
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, clock, policy("backoff-base-ms 5000", "backoff-max-ms 5000"));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET);
            awaitRetries(proxy, "status", 1);
            clock.advance(Duration.ofMillis(5_100));
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void originIsGivenTheTimeThatItAsksFor() {
        HandClock clock = new HandClock();
        try (TestOrigin origin = TestOrigin.inOrder(answer(503, "Retry-After: 7\r\n", ""), Messages.ANSWER_OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, policy());
                RawClient client = proxy.connect()) {
            client.send(Messages.GET);
            awaitRetries(proxy, "status", 1);
            clock.advance(Duration.ofMillis(6_500));
            assertThat(origin.requests()).hasSize(1);
            clock.advance(Duration.ofMillis(600));
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void originThatAsksForLongerThanTheLongestWaitIsNotAskedAgain() {
        try (TestOrigin origin = TestOrigin.inOrder(answer(503, "Retry-After: 11\r\n", ""), Messages.ANSWER_OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, policy());
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().field("Retry-After")).isEqualTo("11");
            awaitMetric(proxy, RETRIES_EXHAUSTED, 1);
        }
    }

    @Test
    void whatOneTargetAsksForDoesNotHoldForAnother() {
        try (TestOrigin bad = TestOrigin.inOrder(answer(503, "Retry-After: 3600\r\n", ""));
                TestOrigin good = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(bad, targets(bad.port(), good.port()), policy());
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void clientThatGoesDuringTheWaitEndsIt() {
        HandClock clock = new HandClock();
        try (TestOrigin origin = TestOrigin.inOrder(answer(503), Messages.ANSWER_OK);
                // The wait is random, but by a clock that nearly stands still it has no end.

                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        clock,
                        policy("backoff-base-ms 3600000", "backoff-max-ms 3600000", "timeout-ms 3600000"))) {
            try (RawClient client = proxy.connect()) {
                client.send(Messages.GET);
                awaitRetries(proxy, "status", 1);
                client.abort();
            }
            String gone = "zentinel_blocked_requests_total{reason=\"client_gone\"}";
            clock.advanceUntil(() -> MetricSamples.of(proxy).get(gone) == 1, Duration.ofMillis(1));
        }
    }

    @Test
    void allTriesTogetherHaveTheirTime() {
        HandClock clock = new HandClock();
        try (TestOrigin origin = TestOrigin.inOrder(answer(503), SILENCE, SILENCE);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, clock, policy("timeout-ms 9000"), Piece.upstream("timeouts { read \"60s\"; }"));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET);
            origin.awaitRequests(2);
            clock.advance(Duration.ofSeconds(10));
            assertThat(client.read().status()).isEqualTo(504);
            awaitMetric(proxy, RETRIES_EXHAUSTED, 1);
        }
    }

    @Test
    void thereIsNoWaitThatTheTimeForAllTriesWouldNotOutlast() {
        try (TestOrigin origin = TestOrigin.inOrder(answer(503, "Retry-After: 5\r\n", ""), Messages.ANSWER_OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, new HandClock(), policy("timeout-ms 4000"));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(503);
        }
    }

    @Test
    void timeOfTheExchangeAsAWholeHoldsForTriesAndWaits() {
        HandClock clock = new HandClock();
        try (TestOrigin origin = TestOrigin.inOrder(SILENCE, SILENCE, SILENCE);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        clock,
                        policy("per-try-timeout-ms 4000"),
                        Piece.upstream("timeouts { request \"6s\"; read \"60s\"; }"));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET);
            origin.awaitRequests(1);
            clock.advance(Duration.ofMillis(4_100));
            origin.awaitRequests(2);
            clock.advance(Duration.ofSeconds(2));
            assertThat(client.read().status()).isEqualTo(504);
            assertThat(origin.requests()).hasSize(2);
        }
    }

    @Test
    void onceTheHeadIsThereItsContentMayTakeLonger() {
        HandClock clock = new HandClock();
        try (TestOrigin origin = TestOrigin.doing(
                        new Step.ReadBody(),
                        Step.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nbeg"),
                        new Step.ReadOctets(1),
                        Step.send("end"));
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        clock,
                        policy("per-try-timeout-ms 1000", "timeout-ms 2000"),
                        Piece.upstream("timeouts { read \"60s\"; }"));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET);
            client.readHead();
            assertThat(new String(client.readRaw(3), StandardCharsets.US_ASCII)).isEqualTo("beg");
            clock.advance(Duration.ofSeconds(5));
            assertThat(origin.openConnections()).isOne();
        }
    }

    @Test
    void uploadThatTakesItsTimeIsNotHeldAgainstTheOrigin() {
        HandClock clock = new HandClock();
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, clock, policy("per-try-timeout-ms 500", "timeout-ms 1000"));
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Length: 6\r\n", "beg"));
            origin.awaitRequests(1);
            clock.advance(Duration.ofSeconds(2));
            client.send("end");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }
}
