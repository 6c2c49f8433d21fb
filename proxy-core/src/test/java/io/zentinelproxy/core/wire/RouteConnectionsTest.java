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

/** max-connections-per-route: a route that is slow leaves room for the others. */
class RouteConnectionsTest {
    private static final Piece ROUTES = Piece.routes("""
            route "slow" { matches { path-prefix "/slow"; }; upstream "origin"; }
            route "quick" { matches { path-prefix "/quick"; }; upstream "origin"; }
            """);

    @Test
    void aRouteOverItsLimitIsAnswered503AndOthersAreServed() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.scripted(request -> request.target().equals("/slow")
                        ? List.of(new Step.WaitFor(answer), Step.send(Messages.OK))
                        : Messages.ANSWER_OK);
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, ROUTES, Piece.limits("max-connections-per-route 1"));
                RawClient slow = proxy.connect();
                RawClient other = proxy.connect()) {
            slow.send(Messages.get("/slow"));
            origin.awaitRequests(1);
            Reply refused = other.send(Messages.get("/slow")).read();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.field("Retry-After")).isEqualTo("1");
            assertThat(refused.body()).contains("route_exhausted");
            assertThat(other.send(Messages.get("/quick")).read().status()).isEqualTo(200);
            answer.countDown();
            assertThat(slow.read().status()).isEqualTo(200);
            await().untilAsserted(() -> assertThat(
                            other.send(Messages.get("/slow")).read().status())
                    .isEqualTo(200));
            assertThat(MetricSamples.of(proxy).get("zentinel_blocked_requests_total{reason=\"route_exhausted\"}"))
                    .isGreaterThanOrEqualTo(1.0);
        }
    }

    /** A tunnel is the exchange that opened it, until it ends. */
    @Test
    void aWebSocketKeepsItsPlaceUntilItEnds() {
        try (TestOrigin origin = WebSockets.switching();
                RunningProxy proxy = WebSockets.inFrontOf(origin, Piece.limits("max-connections-per-route 1"))) {
            try (RawClient tunnel = WebSockets.open(proxy);
                    RawClient other = proxy.connect()) {
                assertThat(other.send(WebSockets.REQUEST).read().status()).isEqualTo(503);
                tunnel.abort();
            }
            await().untilAsserted(() -> {
                try (RawClient next = proxy.connect()) {
                    assertThat(next.send(WebSockets.REQUEST).readHead().status())
                            .isEqualTo(101);
                }
            });
        }
    }
}
