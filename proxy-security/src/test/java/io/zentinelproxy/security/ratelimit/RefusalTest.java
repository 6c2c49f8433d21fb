package io.zentinelproxy.security.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.exchange.LimitFacts.Verdict;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import org.junit.jupiter.api.Test;

/** What happens to who asks too often, and what both they and others are told. */
class RefusalTest {
    /** Slow enough that nothing comes back while a test runs. */
    private static final String TWO_AN_HOUR = "requests 2; period \"1h\"; burst 2";

    @Test
    void burstIsServedAndTheNextIsRefusedAndNeverReachesTheOrigin() {
        try (LimitedProxy proxy = LimitedProxy.filtering(TWO_AN_HOUR)) {
            assertThat(proxy.get("/").status()).isEqualTo(200);
            assertThat(proxy.get("/").status()).isEqualTo(200);
            Reply refused = proxy.get("/");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.body()).contains("Rate limit exceeded.");
            assertThat(proxy.origin().requests()).hasSize(2);
            await().until(() -> proxy.found().size() == 3);
            assertThat(proxy.lastFound().verdict()).isEqualTo(Verdict.LIMITED);
            assertThat(proxy.lastFound().limiter()).isEqualTo("api");
            assertThat(proxy.lastFound().key()).isEqualTo("127.0.0.1");
            assertThat(proxy.metrics())
                    .contains("zentinel_blocked_requests_total{reason=\"rate_limited\"} 1")
                    .contains("zentinel_rate_limited_total 1");
        }
    }

    @Test
    void connectionGoesOnAfterARefusal() {
        try (LimitedProxy proxy = LimitedProxy.filtering(TWO_AN_HOUR);
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 2; i++) {
                assertThat(LimitedProxy.get(client, "/").status()).isEqualTo(200);
            }
            for (int i = 0; i < 3; i++) {
                assertThat(LimitedProxy.get(client, "/").status()).isEqualTo(429);
            }
        }
    }

    @Test
    void allowedAndRefusedAnswersTellWhatIsLeft() {
        try (LimitedProxy proxy = LimitedProxy.filtering(TWO_AN_HOUR)) {
            long before = System.currentTimeMillis() / 1000;
            Reply allowed = proxy.get("/");
            assertThat(allowed.field("X-RateLimit-Limit")).isEqualTo("2");
            assertThat(allowed.field("X-RateLimit-Remaining")).isEqualTo("1");
            assertThat(Long.parseLong(allowed.field("X-RateLimit-Reset")) - before)
                    .isBetween(1700L, 1900L);
            assertThat(allowed.field("RateLimit-Policy")).isEqualTo("\"api\";q=2;w=3600");
            assertThat(allowed.field("RateLimit")).isEqualTo("\"api\";r=1;t=1800");
            assertThat(allowed.fields().all("Retry-After")).isEmpty();
            proxy.get("/");
            Reply refused = proxy.get("/");
            assertThat(refused.field("X-RateLimit-Remaining")).isEqualTo("0");
            assertThat(refused.field("RateLimit")).startsWith("\"api\";r=0;t=3");
            assertThat(refused.field("RateLimit-Policy")).isEqualTo("\"api\";q=2;w=3600");
            assertThat(Long.parseLong(refused.field("Retry-After"))).isBetween(1700L, 1800L);
        }
    }
}
