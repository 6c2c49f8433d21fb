package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.TwoOrigins.get;
import static io.zentinelproxy.core.wire.TwoOrigins.where;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which route a request takes; each route leads to an origin that says its name. */
class RoutingTest {

    private final TwoOrigins origins = new TwoOrigins();

    @AfterEach
    void close() {
        origins.close();
    }

    @Test
    void pathIsTheWholePathWithoutQuery() {
        try (RunningProxy proxy = origins.withMatches("path \"/a/b\"")) {
            assertThat(where(proxy, Messages.get("/a/b"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/a/b?x=/y"))).isEqualTo("chosen");
            assertThat(where(proxy, get("a", "http://a/a/b"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/a/b/"))).isEqualTo("other");
            assertThat(where(proxy, Messages.get("/a/bc"))).isEqualTo("other");
            assertThat(where(proxy, Messages.get("/A/b"))).isEqualTo("other");
        }
    }

    @Test
    void severalPathsAreAlternatives() {
        try (RunningProxy proxy = origins.withMatches("path \"/a\"; path \"/b\"")) {
            assertThat(where(proxy, Messages.get("/a"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/b"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/c"))).isEqualTo("other");
        }
    }

    /** /api must not open /apix. */
    @Test
    void pathPrefixEndsAtASegment() {
        try (RunningProxy proxy = origins.withMatches("path-prefix \"/api\"")) {
            assertThat(where(proxy, Messages.get("/api"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/api/"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/api/x"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/api?x"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/apix"))).isEqualTo("other");
            assertThat(where(proxy, Messages.get("/x/api"))).isEqualTo("other");
        }
    }

    @Test
    void pathPrefixWithASlashAtItsEndTakesWhatIsBelow() {
        try (RunningProxy proxy = origins.withMatches("path-prefix \"/api/\"")) {
            assertThat(where(proxy, Messages.get("/api/x"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/apix"))).isEqualTo("other");
        }
    }

    @Test
    void hostIsComparedWithoutCaseAndPort() {
        try (RunningProxy proxy = origins.withMatches("host \"Shop.test\"")) {
            assertThat(where(proxy, get("shop.test", "/"))).isEqualTo("chosen");
            assertThat(where(proxy, get("SHOP.Test:8080", "/"))).isEqualTo("chosen");
            assertThat(where(proxy, get("other.test", "http://shop.test/"))).isEqualTo("chosen");
            assertThat(where(proxy, get("shop.test", "http://other.test/"))).isEqualTo("other");
            assertThat(where(proxy, get("www.shop.test", "/"))).isEqualTo("other");
            assertThat(where(proxy, get("shop.test.evil", "/"))).isEqualTo("other");
        }
    }

    @Test
    void methodsAreAlternatives() {
        try (RunningProxy proxy = origins.withMatches("method \"PUT\" \"DELETE\"")) {
            assertThat(where(proxy, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"))
                    .isEqualTo("chosen");
            assertThat(where(proxy, "DELETE / HTTP/1.1\r\nHost: a\r\n\r\n")).isEqualTo("chosen");
            assertThat(where(proxy, "delete / HTTP/1.1\r\nHost: a\r\n\r\n")).isEqualTo("other");
            assertThat(where(proxy, Messages.GET)).isEqualTo("other");
        }
    }

    @Test
    void headerMustBePresentWithItsValue() {
        try (RunningProxy proxy = origins.withMatches("header \"X-Tier\" \"gold\"")) {
            assertThat(where(proxy, Messages.getWith("x-tier: gold\r\n"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.getWith("X-Tier: Gold\r\n"))).isEqualTo("other");
            assertThat(where(proxy, Messages.getWith("X-Tier: golden\r\n"))).isEqualTo("other");
            assertThat(where(proxy, Messages.GET)).isEqualTo("other");
        }
    }

    @Test
    void headerWithoutValueMustOnlyBePresent() {
        try (RunningProxy proxy = origins.withMatches("header \"X-Beta\"")) {
            assertThat(where(proxy, Messages.getWith("X-Beta:\r\n"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.GET)).isEqualTo("other");
        }
    }

    @Test
    void conditionsOfAllKindsMustHold() {
        try (RunningProxy proxy = origins.withMatches(
                "path-prefix \"/api\"; host \"a.test\"; method \"GET\"; header \"X\" \"1\"; header \"Y\"")) {
            assertThat(where(proxy, "GET /api HTTP/1.1\r\nHost: a.test\r\nX: 1\r\nY: 2\r\n\r\n"))
                    .isEqualTo("chosen");
            assertThat(where(proxy, "GET /api HTTP/1.1\r\nHost: a.test\r\nX: 1\r\n\r\n"))
                    .isEqualTo("other");
            assertThat(where(proxy, "GET /api HTTP/1.1\r\nHost: b.test\r\nX: 1\r\nY: 2\r\n\r\n"))
                    .isEqualTo("other");
            assertThat(where(proxy, "HEAD2 /api HTTP/1.1\r\nHost: a.test\r\nX: 1\r\nY: 2\r\n\r\n"))
                    .isEqualTo("other");
            assertThat(where(proxy, "GET /b HTTP/1.1\r\nHost: a.test\r\nX: 1\r\nY: 2\r\n\r\n"))
                    .isEqualTo("other");
        }
    }

    @Test
    void routeOfHigherPriorityWinsWhereverItStands() {
        String high = "route \"h\" { priority %s; matches { path-prefix \"/\"; }; upstream \"chosen\"; }\n";
        String low = "route \"l\" { priority %s; matches { path \"/x\"; }; upstream \"origin\"; }\n";
        String[][] orders = {
            {"\"normal\"", "\"low\""}, {"\"high\"", "\"normal\""}, {"\"critical\"", "\"high\""}, {"51", "\"normal\""}
        };
        for (String[] order : orders) {
            try (RunningProxy first = origins.withRoutes(high.formatted(order[0]) + low.formatted(order[1]));
                    RunningProxy last = origins.withRoutes(low.formatted(order[1]) + high.formatted(order[0]))) {
                assertThat(where(first, Messages.get("/x"))).as(order[0]).isEqualTo("chosen");
                assertThat(where(last, Messages.get("/x"))).as(order[0]).isEqualTo("chosen");
            }
        }
    }

    @Test
    void moreSpecificRouteWinsAtEqualPriority() {
        try (RunningProxy proxy = origins.withRoutes("""
                route "long" { matches { path-prefix "/a"; }; upstream "origin"; }
                route "longer" { matches { path-prefix "/a/b"; }; upstream "chosen"; }
                """)) {
            assertThat(where(proxy, Messages.get("/a/b/c"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/a/c"))).isEqualTo("other");
        }
    }

    /** Exact path before pattern before prefix, the longer prefix first; then the host, then other conditions. */
    @Test
    void kindsOfConditionRankAsTheOriginalRanksThem() {
        String[][] pairs = {
            {"path \"/a/b\"", "path-regex \"^/a/b$\"; host \"a.test\"; method \"GET\"; header \"Host\""},
            {"path-regex \"b\"", "path-prefix \"/a/b\"; host \"a.test\"; method \"GET\"; header \"Host\""},
            {"path-prefix \"/a/b\"", "path-prefix \"/a\""},
            {"host \"a.test\"", "host \"[a-z].test\""},
            {"host \"[a-z].test\"", "host \"*.test\""},
            {"host \"*.test\"", "header \"Host\" \"a.test\"; method \"GET\""},
            {"header \"Host\" \"a.test\"", "query-param \"q\" \"1\""},
            {"query-param \"q\" \"1\"", "header \"Host\""},
            {"header \"Host\"", "query-param \"q\""},
            {"query-param \"q\"", "method \"GET\""},
            {"method \"GET\"", ""},
        };
        for (String[] pair : pairs) {
            String first = "route \"f\" { matches { %s; }; upstream \"chosen\"; }\n".formatted(pair[0]);
            String second = pair[1].isEmpty()
                    ? "route \"s\" { upstream \"origin\"; }\n"
                    : "route \"s\" { matches { %s; }; upstream \"origin\"; }\n".formatted(pair[1]);
            try (RunningProxy proxy = origins.withRoutes(second + first)) {
                assertThat(where(proxy, get("a.test", "/a/b?q=1")))
                        .as("%s before %s", pair[0], pair[1])
                        .isEqualTo("chosen");
            }
        }
    }

    @Test
    void ofEqualRoutesTheFirstInTheFileWins() {
        try (RunningProxy proxy = origins.withRoutes("""
                route "first" { matches { path-prefix "/a"; }; upstream "chosen"; }
                route "second" { matches { path-prefix "/a"; }; upstream "origin"; }
                """)) {
            assertThat(where(proxy, Messages.get("/a"))).isEqualTo("chosen");
        }
    }

    @Test
    void requestThatNoRouteTakesIsNotFound() {
        try (RunningProxy proxy =
                origins.withRoutes("route \"r\" { matches { path \"/a\"; }; upstream \"chosen\"; }")) {
            assertThat(where(proxy, Messages.get("/b"))).isEqualTo("404");
            assertThat(origins.other.requests()).isEmpty();
            assertThat(origins.chosen.requests()).isEmpty();
        }
    }

    @Test
    void defaultRouteOfTheListenerTakesWhatNoOtherRouteTakes() {
        try (RunningProxy proxy = origins.withRoutes("""
                route "other" { matches { path "/o"; }; upstream "origin"; }
                route "r" { matches { path "/a"; }; upstream "chosen"; }
                """, Piece.listener("default-route \"r\""))) {
            assertThat(where(proxy, Messages.get("/b"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/o"))).isEqualTo("other");
        }
    }
}
