package io.zentinelproxy.security.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.exchange.LimitFacts.Verdict;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Requests that are held back until there is room. */
class DelayTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void requestsOverTheLimitWaitAndNoneComesBeforeItsTime() {
        try (LimitedProxy proxy = LimitedProxy.filtering("max-rps 20; burst 1; on-limit \"delay\"");
                RawClient client = proxy.connect()) {
            long before = System.nanoTime();
            for (int i = 0; i < 5; i++) {
                assertThat(LimitedProxy.get(client, "/").status()).isEqualTo(200);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(190));
        }
    }

    /** Even a machine that stands still for seconds has the second request come too soon. */
    @Test
    void aRequestThatWaitedIsToldAsThat() {
        try (LimitedProxy proxy = LimitedProxy.filtering(
                        "requests 1; period \"4s\"; burst 1; on-limit \"delay\"; max-delay-ms 60000");
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 2; i++) {
                assertThat(LimitedProxy.get(client, "/").status()).isEqualTo(200);
            }
            LimitedProxy.Found last = proxy.found(2);
            assertThat(last.verdict()).isEqualTo(Verdict.DELAYED);
            assertThat(last.delayNanos()).isPositive();
            assertThat(proxy.metrics())
                    .contains("zentinel_rate_limit_decisions_total{limiter=\"api\",verdict=\"delayed\"} 1")
                    .contains("zentinel_rate_limit_waiting_requests{limiter=\"api\"} 0");
        }
    }

    @Test
    void requestThatWouldWaitTooLongIsRefusedAtOnce() {
        try (LimitedProxy proxy =
                LimitedProxy.filtering("requests 1; period \"1h\"; on-limit \"delay\"; max-delay-ms 60000")) {
            assertThat(proxy.get("/").status()).isEqualTo(200);
            Reply refused = proxy.get("/");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(Long.parseLong(refused.field("Retry-After"))).isBetween(3500L, 3600L);
            assertThat(proxy.found(2).verdict()).isEqualTo(Verdict.LIMITED);
        }
    }

    @Test
    void noMoreWaitThanMayAndThoseOfOtherKeysGoOn() {
        try (LimitedProxy proxy = LimitedProxy.filtering(
                        "requests 1; period \"5s\"; burst 1; on-limit \"delay\"; max-delayed 1; max-delay-ms 60000");
                RawClient first = proxy.connect()) {
            assertThat(proxy.get("/").status()).isEqualTo(200);
            first.send(GET);
            await().until(() -> proxy.metrics().contains("zentinel_rate_limit_waiting_requests{limiter=\"api\"} 1"));
            assertThat(proxy.get("/").status()).isEqualTo(429);
            assertThat(proxy.from("127.0.0.2", "/").status()).isEqualTo(200);
            assertThat(first.read().status()).isEqualTo(200);
        }
    }

    @Test
    void allThatWaitTogetherAreServedOneAfterTheOther() {
        int many = 20;
        try (LimitedProxy proxy =
                LimitedProxy.filtering("max-rps 100; burst 1; on-limit \"delay\"; max-delay-ms 60000")) {
            RawClient[] clients = new RawClient[many];
            long before = System.nanoTime();
            for (int i = 0; i < many; i++) {
                clients[i] = proxy.connect().send(GET);
            }
            for (RawClient client : clients) {
                assertThat(client.read().status()).isEqualTo(200);
                client.close();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(10L * (many - 1) - 5));
        }
    }

    /** Who has to wait for its own limit does so in the line of that, and not at the head of a line that it shares with others. */
    @Test
    void whoWaitsForALimitOfItsOwnHoldsUpNobodyElse() {
        String each =
                "requests 1; period \"200s\"; burst 1; key \"client-ip\"; on-limit \"delay\"; max-delay-ms 300000";
        String all = "requests 1; period \"1s\"; burst 1; key \"route\"; on-limit \"delay\"; max-delay-ms 300000";
        Piece filters = Piece.filters("filter \"each\" { type \"rate-limit\"\n" + each
                + "\n}\nfilter \"all\" { type \"rate-limit\"\n" + all + "\n}");
        Piece routes = Piece.routes("""
                route "own" { matches { path "/own"; }; upstream "origin"; filters "each"; }
                route "shared" { matches { path "/"; }; upstream "origin"; filters "all" "each"; }
                """);
        try (LimitedProxy proxy = LimitedProxy.with(filters, routes);
                RawClient first = RawClient.connectFrom("127.0.0.3", proxy.address());
                RawClient greedy = RawClient.connectFrom("127.0.0.1", proxy.address());
                RawClient last = RawClient.connectFrom("127.0.0.4", proxy.address())) {
            assertThat(proxy.from("127.0.0.1", "/own").status()).isEqualTo(200);
            assertThat(proxy.from("127.0.0.2", "/").status()).isEqualTo(200);
            first.send(GET);
            awaitWaiting(proxy, 1);
            greedy.send(GET);
            awaitWaiting(proxy, 2);
            last.send(GET);
            assertThat(first.read().status()).isEqualTo(200);
            assertThat(last.read().status()).isEqualTo(200);
            awaitWaiting(proxy, 1);
            assertThat(proxy.metrics()).contains("zentinel_rate_limit_waiting_requests{limiter=\"each\"} 1");
        }
    }

    private static void awaitWaiting(LimitedProxy proxy, int count) {
        await().until(() -> proxy.limits().limiters().stream()
                        .mapToLong(LimiterState::waiting)
                        .sum()
                == count);
    }
}
