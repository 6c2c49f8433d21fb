package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.Retrying.awaitMetric;
import static io.zentinelproxy.core.wire.Retrying.policy;
import static io.zentinelproxy.core.wire.Retrying.targets;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;

/** Origins that fail every time do not get a multiple of their traffic. */
class RetryShareTest {
    private static final String UNAVAILABLE =
            "HTTP/1.1 503 Service Unavailable\r\nX-From: origin\r\nContent-Length: 0\r\n\r\n";

    @Test
    void whereEverythingFailsRetriesStayAShareOfTheRequests() {
        int requests = 200;
        // The clock stands still, so that the minimum of a second is there once.
        HandClock clock = new HandClock();
        try (TestOrigin first = TestOrigin.answering(UNAVAILABLE);
                TestOrigin second = TestOrigin.answering(UNAVAILABLE);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        first,
                        clock,
                        targets(first.port(), second.port()),
                        policy("max-attempts 5", "budget-percent 20", "min-retries-per-second 3"));
                RawClient client = proxy.connect()) {
            for (int i = 0; i < requests; i++) {
                Reply reply = client.send(Messages.GET).read();
                assertThat(reply.status()).isEqualTo(503);
                assertThat(reply.field("X-From")).as("it is passed on as it is").isEqualTo("origin");
            }
            int sent = first.requests().size() + second.requests().size();
            assertThat(sent - requests).isBetween(requests / 5, requests / 5 + 3);
            awaitMetric(proxy, "zentinel_upstream_retries_total{reason=\"status\",route=\"all\"}", sent - requests);
            assertThat(MetricSamples.of(proxy).get("zentinel_upstream_retry_budget_exhausted_total{route=\"all\"}"))
                    .isGreaterThan(100);
        }
    }

    @Test
    void withoutAMinimumTheFirstFailureOfAQuietRouteIsPassedOn() {
        HandClock clock = new HandClock();
        try (TestOrigin origin = TestOrigin.answering(UNAVAILABLE);
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, clock, policy("min-retries-per-second 0", "budget-percent 50"));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            assertThat(origin.requests()).hasSize(1);
            client.send(Messages.GET).read();
            assertThat(origin.requests()).as("two requests have earned one").hasSize(3);
        }
    }
}
