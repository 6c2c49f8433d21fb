package io.zentinelproxy.core.wire.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** {@code circuit-breaker} of a route: its requests are refused at once while they would fail, those of other routes are not. */
class RouteBreakerTest {
    private static final Piece ROUTES = Piece.routes("""
            route "guarded" {
                matches { path-prefix "/a"; }
                upstream "origin"
                circuit-breaker { failure-threshold 2; success-threshold 1; timeout-seconds 20; }
            }
            route "other" { matches { path-prefix "/b"; }; upstream "origin"; }
            """);

    private static Reply get(RunningProxy proxy, String path) {
        try (RawClient client = proxy.connect()) {
            return client.send(Messages.get(path)).read();
        }
    }

    private static double state(RunningProxy proxy) {
        return MetricSamples.of(proxy)
                .get("zentinel_circuit_breaker_state{endpoint=\"\",route=\"guarded\",upstream=\"\"}");
    }

    @Test
    void itOpensLetsATrialThroughAndCloses() {
        HandClock clock = new HandClock();
        try (CheckedOrigin origin = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                RunningProxy proxy = RunningProxy.inFrontOf(origin.origin, clock, ROUTES)) {
            assertThat(get(proxy, "/a").status()).isEqualTo(500);
            assertThat(get(proxy, "/a").status()).isEqualTo(500);
            Targets.until(() -> state(proxy) == 2);
            Reply refused = get(proxy, "/a");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.field("Retry-After")).isEqualTo("20");
            assertThat(origin.requests()).isEqualTo(2);
            assertThat(get(proxy, "/b").status()).isEqualTo(500);
            Targets.until(
                    () -> MetricSamples.of(proxy).get("zentinel_blocked_requests_total{reason=\"breaker_open\"}") == 1);

            clock.advance(Duration.ofSeconds(21));
            assertThat(get(proxy, "/a").status()).isEqualTo(500);
            Targets.until(() -> state(proxy) == 2);
            assertThat(get(proxy, "/a").status()).isEqualTo(503);
            origin.requestsGet(CheckedOrigin.OK);
            clock.advance(Duration.ofSeconds(21));
            assertThat(get(proxy, "/a").status()).isEqualTo(200);
            Targets.until(() -> state(proxy) == 0);
        }
    }

    @Test
    void connectionsThatBreakCountAsWell() {
        try (CheckedOrigin origin = CheckedOrigin.healthy().requestsGet(CheckedOrigin.BREAKING);
                RunningProxy proxy = RunningProxy.inFrontOf(origin.origin, ROUTES)) {
            assertThat(get(proxy, "/a").status()).isEqualTo(502);
            assertThat(get(proxy, "/a").status()).isEqualTo(502);
            Targets.until(() -> state(proxy) == 2);
            assertThat(get(proxy, "/a").status()).isEqualTo(503);
        }
    }

    @Test
    void aReloadThatIsRefusedLeavesItsSettings() {
        String loose = "failure-threshold 2; timeout-seconds 20";
        String strict = "failure-threshold 1; timeout-seconds 20";
        Piece noSuchPlace = Piece.observability("access-log { file \"/proc/no/such/place\"; }");
        try (CheckedOrigin origin = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                RunningProxy proxy = RunningProxy.inFrontOf(origin.origin, route(loose))) {
            assertThatThrownBy(
                            () -> proxy.reload(ProxyKdl.inFrontOf(origin.origin.address(), route(strict), noSuchPlace)))
                    .hasStackTraceContaining("/proc/no/such/place");
            assertThat(get(proxy, "/").status()).isEqualTo(500);
            assertThat(get(proxy, "/").status()).isEqualTo(500);
            Targets.until(() -> stateOfAll(proxy) == 2);
        }
    }

    /** Of a route with a fallback it speaks of the own upstream alone, and what it does not let through goes to the other. */
    @Test
    void whatItDoesNotLetThroughIsAnsweredByTheFallback() {
        Piece routes = Piece.routes("""
                route "guarded" {
                    matches { path-prefix "/a"; }
                    upstream "origin"
                    circuit-breaker { failure-threshold 2; timeout-seconds 20; }
                    fallback { triggers { on-health-failure #true; }; fallback-upstream "other"; }
                }""");
        try (CheckedOrigin origin = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                CheckedOrigin other = CheckedOrigin.healthy();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin.origin,
                        routes,
                        Piece.upstreams("upstream \"other\" { target \"127.0.0.1:%d\"; }"
                                .formatted(other.origin.address().getPort())))) {
            assertThat(get(proxy, "/a").status()).isEqualTo(500);
            assertThat(get(proxy, "/a").status()).isEqualTo(500);
            Targets.until(() -> state(proxy) == 2);
            Reply reply = get(proxy, "/a");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.field("X-Fallback-Upstream")).isEqualTo("other");
            assertThat(origin.requests()).isEqualTo(2);
            assertThat(state(proxy)).isEqualTo(2);
        }
    }

    private static Piece route(String breaker) {
        return Piece.route("circuit-breaker { " + breaker + "; }");
    }

    private static double stateOfAll(RunningProxy proxy) {
        return MetricSamples.of(proxy).get("zentinel_circuit_breaker_state{endpoint=\"\",route=\"all\",upstream=\"\"}");
    }

    @Test
    void aBreakerThatIsSwitchedOffLetsEverythingThrough() {
        try (CheckedOrigin origin = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin.origin, route("enabled #false; failure-threshold 1"))) {
            Targets.getAll(proxy, 5, 500);
        }
    }

    @Test
    void halfOpenItLetsJustSoManyThroughAtOnce() {
        HandClock clock = new HandClock();
        CountDownLatch answer = new CountDownLatch(1);
        try (CheckedOrigin origin = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin.origin,
                        clock,
                        route(
                                "failure-threshold 1; timeout-seconds 5; half-open-max-requests 2; success-threshold 2"));
                RawClient first = proxy.connect();
                RawClient second = proxy.connect()) {
            Targets.getAll(proxy, 1, 500);
            Targets.until(() -> stateOfAll(proxy) == 2);
            origin.requestsGet(List.of(new Step.WaitFor(answer), Step.send(Messages.OK)));
            clock.advance(Duration.ofSeconds(6));
            first.send(Messages.GET);
            second.send(Messages.GET);
            origin.origin.awaitRequests(3);
            Targets.getAll(proxy, 5, 503);
            answer.countDown();
            assertThat(first.read().status()).isEqualTo(200);
            assertThat(second.read().status()).isEqualTo(200);
            Targets.until(() -> stateOfAll(proxy) == 0);
        }
    }

    @Test
    void aTrialIsDecidedByTheHeadOfItsAnswer() {
        HandClock clock = new HandClock();
        String streamed = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx";
        try (CheckedOrigin origin = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin.origin, clock, route("failure-threshold 1; timeout-seconds 5; success-threshold 1"));
                RawClient stream = proxy.connect()) {
            Targets.getAll(proxy, 1, 500);
            Targets.until(() -> stateOfAll(proxy) == 2);
            origin.requestsGet(List.of(Step.send(streamed), new Step.AwaitClose()));
            clock.advance(Duration.ofSeconds(6));
            assertThat(stream.send(Messages.GET).readHead().status()).isEqualTo(200);
            assertThat(stateOfAll(proxy)).isZero();
        }
    }

    @Test
    void withLayer4AStatusIsNoFailure() {
        try (CheckedOrigin origin = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin.origin, route("failure-threshold 1; observe \"layer4\""))) {
            Targets.getAll(proxy, 5, 500);
            origin.requestsGet(CheckedOrigin.BREAKING);
            Targets.getAll(proxy, 1, 502);
            Targets.until(() -> stateOfAll(proxy) == 2);
        }
    }
}
