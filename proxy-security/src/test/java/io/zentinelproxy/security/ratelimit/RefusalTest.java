package io.zentinelproxy.security.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.exchange.LimitFacts.Verdict;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Reply;
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
            assertThat(proxy.found(3).verdict()).isEqualTo(Verdict.LIMITED);
            assertThat(proxy.found(3).limiter()).isEqualTo("api");
            assertThat(proxy.found(3).key()).isEqualTo("127.0.0.1");
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

    @Test
    void refusalIsToldInTheWordsOfTheConfiguration() {
        try (LimitedProxy proxy =
                LimitedProxy.filtering("requests 1; period \"1h\"; status-code 503; message \"Not now.\"")) {
            proxy.get("/");
            Reply refused = proxy.get("/");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.body()).contains("Not now.");
            assertThat(Long.parseLong(refused.field("Retry-After"))).isBetween(3500L, 3600L);
        }
    }

    @Test
    void refusalOfAnyStatusTellsWhenToAskAgain() {
        try (LimitedProxy proxy = LimitedProxy.filtering("requests 1; period \"1h\"; status-code 403")) {
            proxy.get("/");
            Reply refused = proxy.get("/");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.fields().all("Retry-After"))
                    .singleElement()
                    .satisfies(seconds -> assertThat(Long.parseLong(seconds)).isBetween(3500L, 3600L));
        }
    }

    @Test
    void fieldsOfTheOriginGiveWayToOurs() {
        TestOrigin origin = TestOrigin.answering(
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nx-ratelimit-limit: 7\r\n"
                        + "X-RateLimit-Remaining: 7\r\nRateLimit: x;r=7\r\nRATELIMIT-POLICY: x;q=7\r\nX-RateLimit-Used: 7\r\n\r\n");
        try (LimitedProxy proxy = LimitedProxy.inFrontOf(
                origin, LimitedProxy.filter("api", TWO_AN_HOUR), Piece.route("filters \"api\""))) {
            Reply reply = proxy.get("/");
            assertThat(reply.field("X-RateLimit-Limit")).isEqualTo("2");
            assertThat(reply.field("X-RateLimit-Remaining")).isEqualTo("1");
            assertThat(reply.field("RateLimit")).startsWith("\"api\"");
            assertThat(reply.field("RateLimit-Policy")).startsWith("\"api\"");
            assertThat(reply.field("X-RateLimit-Used")).isEqualTo("7");
        }
    }

    @Test
    void clientsOfHttp2AreToldTheSame() {
        try (LimitedProxy proxy = LimitedProxy.filtering(TWO_AN_HOUR);
                H2Client client = H2Client.connect(proxy.address())) {
            assertThat(client.get("/").awaitReply().field("ratelimit")).isEqualTo("\"api\";r=1;t=1800");
            client.get("/").awaitReply();
            H2Reply refused = client.get("/").awaitReply();
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.field("x-ratelimit-limit")).isEqualTo("2");
            assertThat(refused.field("retry-after")).isNotEmpty();
        }
    }

    @Test
    void onARouteWithoutALimitNothingIsTold() {
        try (LimitedProxy proxy = LimitedProxy.with(
                        LimitedProxy.filter("api", TWO_AN_HOUR),
                        Piece.routes(
                                "route \"limited\" { matches { path-prefix \"/l\"; }; upstream \"origin\"; filters \"api\"; }\n"
                                        + "route \"free\" { matches { path-prefix \"/\"; }; upstream \"origin\"; }"));
                RawClient client = proxy.connect()) {
            assertThat(LimitedProxy.get(client, "/l").fields().has("RateLimit")).isTrue();
            Reply free = LimitedProxy.get(client, "/");
            assertThat(free.fields().has("RateLimit")).isFalse();
            assertThat(free.fields().has("X-RateLimit-Limit")).isFalse();
            assertThat(proxy.found(1).limiter()).isEqualTo("api");
        }
    }
}
