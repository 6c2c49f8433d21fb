package io.zentinelproxy.security.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import org.junit.jupiter.api.Test;

/** What limits know of their keys under another configuration. */
class ReloadedLimitsTest {
    private static final String ONE = "requests 1; period \"1h\"";

    private static Piece filtering(String keys) {
        return LimitedProxy.filter("api", keys);
    }

    @Test
    void aLimitOfTheSameRateKnowsWhatWasUsed() {
        Piece route = Piece.route("filters \"api\"");
        try (LimitedProxy proxy = LimitedProxy.with(filtering(ONE), route)) {
            assertThat(proxy.get("/").status()).isEqualTo(200);
            proxy.reload(filtering(ONE + "; status-code 503; max-keys 50"), route);
            assertThat(proxy.get("/").status()).isEqualTo(503);
            assertThat(proxy.metrics())
                    .contains("zentinel_rate_limit_decisions_total{limiter=\"api\",verdict=\"allowed\"} 1")
                    .contains("zentinel_rate_limit_decisions_total{limiter=\"api\",verdict=\"limited\"} 1");
            assertThat(proxy.limits().limiters()).singleElement().satisfies(limiter -> {
                assertThat(limiter.id()).isEqualTo("api");
                assertThat(limiter.backend()).isEqualTo("local");
                assertThat(limiter.keys()).isEqualTo(1);
                assertThat(limiter.limited()).isEqualTo(1);
            });
        }
    }

    @Test
    void aLimitOfAnotherRateBeginsAnew() {
        Piece route = Piece.route("filters \"api\"");
        try (LimitedProxy proxy = LimitedProxy.with(filtering(ONE), route)) {
            assertThat(proxy.get("/").status()).isEqualTo(200);
            proxy.reload(filtering("requests 2; period \"1h\""), route);
            assertThat(proxy.get("/").status()).isEqualTo(200);
            assertThat(proxy.get("/").status()).isEqualTo(200);
            assertThat(proxy.get("/").status()).isEqualTo(429);
        }
    }

    @Test
    void aLimitThatIsTakenAwayLimitsNobody() {
        try (LimitedProxy proxy = LimitedProxy.with(filtering(ONE), Piece.route("filters \"api\""))) {
            assertThat(proxy.get("/").status()).isEqualTo(200);
            proxy.reload();
            assertThat(proxy.get("/").status()).isEqualTo(200);
            assertThat(proxy.limits().limiters()).isEmpty();
        }
    }

    @Test
    void noMoreKeysAreKnownThanMayBe() {
        try (LimitedProxy proxy = LimitedProxy.filtering("requests 1; period \"1h\"; key \"path\"; max-keys 10")) {
            for (int i = 0; i < 40; i++) {
                assertThat(proxy.get("/" + i).status()).isEqualTo(200);
            }
            assertThat(proxy.limits().limiters().getFirst().keys()).isEqualTo(10);
            assertThat(proxy.metrics()).contains("zentinel_rate_limit_key_evictions_total{scope=\"api\"} 30");
        }
    }
}
