package io.zentinelproxy.security.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.exchange.LimitFacts.Verdict;
import io.zentinelproxy.core.testkit.LogCapture;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.Reply;
import org.junit.jupiter.api.Test;

/** Several limits on one route are asked as one. */
class SeveralLimitsTest {
    @Test
    void whatOneRefusesTakesNothingOfTheOthers() {
        try (LimitedProxy proxy = LimitedProxy.with(
                LimitedProxy.filter("clients", "requests 3; period \"1h\"; burst 3; key \"client-ip\""),
                LimitedProxy.filter("paths", "requests 1; period \"1h\"; burst 1; key \"path\""),
                Piece.route("filters \"clients\" \"paths\""))) {
            assertThat(proxy.get("/a").status()).isEqualTo(200);
            for (int i = 0; i < 5; i++) {
                Reply refused = proxy.get("/a");
                assertThat(refused.status()).isEqualTo(429);
                assertThat(refused.field("RateLimit")).startsWith("\"paths\";r=0");
                assertThat(refused.field("RateLimit-Policy")).isEqualTo("\"clients\";q=3;w=3600, \"paths\";q=1;w=3600");
            }
            assertThat(proxy.get("/b").status()).isEqualTo(200);
            assertThat(proxy.get("/c").status()).isEqualTo(200);
            Reply refused = proxy.get("/d");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.field("RateLimit")).startsWith("\"clients\";r=0");
            assertThat(proxy.metrics())
                    .contains("zentinel_rate_limit_decisions_total{limiter=\"clients\",verdict=\"allowed\"} 3")
                    .contains("zentinel_rate_limit_decisions_total{limiter=\"clients\",verdict=\"limited\"} 1")
                    .contains("zentinel_rate_limit_decisions_total{limiter=\"paths\",verdict=\"limited\"} 5")
                    .contains("zentinel_rate_limited_total 6")
                    .contains("zentinel_rate_limit_keys{scope=\"paths\"}")
                    .contains("zentinel_rate_limit_key_evictions_total{scope=\"paths\"} 0");
        }
    }

    @Test
    void anAllowedAnswerTellsOfTheLimitThatLeavesLeast() {
        try (LimitedProxy proxy = LimitedProxy.with(
                LimitedProxy.filter("wide", "requests 100; period \"1h\"; burst 100"),
                LimitedProxy.filter("narrow", "requests 5; period \"1h\"; burst 5"),
                Piece.route("filters \"wide\" \"narrow\""))) {
            Reply allowed = proxy.get("/");
            assertThat(allowed.field("X-RateLimit-Limit")).isEqualTo("5");
            assertThat(allowed.field("X-RateLimit-Remaining")).isEqualTo("4");
            assertThat(allowed.field("RateLimit")).startsWith("\"narrow\";r=4");
            assertThat(proxy.found(1).limiter()).isEqualTo("narrow");
        }
    }

    @Test
    void policyOfARouteIsItsOwnLimit() {
        Piece routes = Piece.routes("""
                route "a" { matches { path-prefix "/a"; }; upstream "origin"; policies { rate-limit { requests 1; period "1h"; }; }; }
                route "b" { matches { path-prefix "/b"; }; upstream "origin"; policies { rate-limit { requests 1; period "1h"; }; }; }
                """);
        try (LimitedProxy proxy = LimitedProxy.with(routes)) {
            assertThat(proxy.get("/a").status()).isEqualTo(200);
            assertThat(proxy.get("/b").status()).isEqualTo(200);
            assertThat(proxy.get("/a").status()).isEqualTo(429);
            assertThat(proxy.found(3).limiter()).isEqualTo("a+policy");
        }
    }

    @Test
    void globalLimitHoldsForAllRoutesAndByItsOwnKey() {
        Piece top = Piece.top("rate-limits { global { requests 2; period \"1h\"; key \"header:k\"; }; }");
        Piece routes = Piece.routes("""
                route "a" { matches { path-prefix "/a"; }; upstream "origin"; }
                route "b" { matches { path-prefix "/b"; }; upstream "origin"; }
                """);
        try (LimitedProxy proxy = LimitedProxy.with(top, routes)) {
            assertThat(proxy.get("/a", "k: 1").status()).isEqualTo(200);
            assertThat(proxy.get("/b", "k: 1").status()).isEqualTo(200);
            assertThat(proxy.get("/b", "k: 1").status()).isEqualTo(429);
            assertThat(proxy.get("/b", "k: 2").status()).isEqualTo(200);
            assertThat(proxy.get("/c", "k: 3").status()).isEqualTo(404);
            assertThat(proxy.found(4).limiter()).isEqualTo("rate-limits+global");
        }
    }

    @Test
    void globalPolicyAndFilterAreAskedTogetherBeforeOtherFilters() {
        Piece top = Piece.top("rate-limits { global { requests 9; period \"1h\"; burst 9; }; }");
        Piece redirect = Piece.filters("filter \"away\" { type \"redirect\"; hostname \"b.test\"; }");
        try (LimitedProxy proxy = LimitedProxy.with(
                top,
                redirect,
                LimitedProxy.filter("api", "requests 1; period \"1h\""),
                Piece.route("filters \"away\" \"api\"\npolicies { rate-limit { requests 5; period \"1h\"; }; }"))) {
            assertThat(proxy.get("/").status()).isEqualTo(302);
            assertThat(proxy.get("/").status()).isEqualTo(429);
            assertThat(proxy.found(2).limiter()).isEqualTo("api");
        }
    }

    @Test
    void limitsThatDoNotSayThemselvesHaveTheDefaults() {
        Piece top = Piece.top("rate-limits { default-rps 1; default-burst 2; key \"path\"; }");
        try (LimitedProxy proxy = LimitedProxy.with(
                top, LimitedProxy.filter("api", "on-limit \"reject\""), Piece.route("filters \"api\""))) {
            Reply first = proxy.get("/a");
            assertThat(first.field("X-RateLimit-Limit")).isEqualTo("1");
            assertThat(first.field("X-RateLimit-Remaining")).isEqualTo("1");
            assertThat(proxy.get("/b").field("X-RateLimit-Remaining")).isEqualTo("1");
        }
        try (LimitedProxy proxy = LimitedProxy.filtering("on-limit \"reject\"")) {
            Reply first = proxy.get("/a");
            assertThat(first.field("X-RateLimit-Limit")).isEqualTo("100");
            assertThat(first.field("X-RateLimit-Remaining")).isEqualTo("9");
        }
    }

    @Test
    void limitThatOnlyLogsRefusesNobodyAndIsToldToNobody() {
        try (LimitedProxy proxy = LimitedProxy.with(
                        LimitedProxy.filter("watch", "requests 1; period \"1h\"; on-limit \"log-only\""),
                        LimitedProxy.filter("hold", "requests 9; period \"1h\"; burst 9"),
                        Piece.route("filters \"watch\" \"hold\""));
                LogCapture log = new LogCapture(LogOnly.class)) {
            assertThat(proxy.get("/").status()).isEqualTo(200);
            Reply second = proxy.get("/");
            assertThat(second.status()).isEqualTo(200);
            assertThat(second.field("RateLimit-Policy")).isEqualTo("\"hold\";q=9;w=3600");
            assertThat(second.field("X-RateLimit-Remaining")).isEqualTo("7");
            assertThat(proxy.found(2).verdict()).isEqualTo(Verdict.DRY_RUN);
            assertThat(proxy.found(2).limiter()).isEqualTo("watch");
            assertThat(proxy.metrics())
                    .contains("zentinel_rate_limit_decisions_total{limiter=\"watch\",verdict=\"dry_run\"} 1")
                    .contains("zentinel_rate_limited_total 0");
            assertThat(log.messages()).singleElement().asString().contains("rate limit watch would refuse");
        }
    }
}
