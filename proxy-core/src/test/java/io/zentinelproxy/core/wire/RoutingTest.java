package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which route a request takes; each route leads to an origin that says its name. */
class RoutingTest {

    private final TestOrigin other = named("other");
    private final TestOrigin chosen = named("chosen");

    @AfterEach
    void close() {
        other.close();
        chosen.close();
    }

    private static TestOrigin named(String name) {
        return TestOrigin.answering(Messages.okWith("Content-Length: " + name.length() + "\r\n", name));
    }

    /** Where each request goes when one route has these conditions and a lesser one takes the rest. */
    private RunningProxy withMatches(String matches) {
        return withRoutes("""
                route "rest" { priority "low"; matches { path-prefix "/"; }; upstream "origin"; }
                route "chosen" { matches { %s; }; upstream "chosen"; }
                """.formatted(matches));
    }

    private RunningProxy withRoutes(String routes, Piece... more) {
        Piece[] pieces = new Piece[more.length + 2];
        System.arraycopy(more, 0, pieces, 0, more.length);
        pieces[more.length] = Piece.routes(routes);
        pieces[more.length + 1] =
                Piece.upstreams("upstream \"chosen\" { target \"127.0.0.1:" + chosen.port() + "\"; }");
        return RunningProxy.inFrontOf(other, pieces);
    }

    private static String where(RunningProxy proxy, String request) {
        try (RawClient client = proxy.connect()) {
            Reply reply = client.send(request).read();
            return reply.status() == 200 ? reply.body() : String.valueOf(reply.status());
        }
    }

    private static String get(String host, String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    @Test
    void pathIsTheWholePathWithoutQuery() {
        try (RunningProxy proxy = withMatches("path \"/a/b\"")) {
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
        try (RunningProxy proxy = withMatches("path \"/a\"; path \"/b\"")) {
            assertThat(where(proxy, Messages.get("/a"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/b"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/c"))).isEqualTo("other");
        }
    }

    /** /api must not open /apix. */
    @Test
    void pathPrefixEndsAtASegment() {
        try (RunningProxy proxy = withMatches("path-prefix \"/api\"")) {
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
        try (RunningProxy proxy = withMatches("path-prefix \"/api/\"")) {
            assertThat(where(proxy, Messages.get("/api/x"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/apix"))).isEqualTo("other");
        }
    }

    @Test
    void hostIsComparedWithoutCaseAndPort() {
        try (RunningProxy proxy = withMatches("host \"Shop.test\"")) {
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
        try (RunningProxy proxy = withMatches("method \"PUT\" \"DELETE\"")) {
            assertThat(where(proxy, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"))
                    .isEqualTo("chosen");
            assertThat(where(proxy, "DELETE / HTTP/1.1\r\nHost: a\r\n\r\n")).isEqualTo("chosen");
            assertThat(where(proxy, "delete / HTTP/1.1\r\nHost: a\r\n\r\n")).isEqualTo("other");
            assertThat(where(proxy, Messages.GET)).isEqualTo("other");
        }
    }

    @Test
    void headerMustBePresentWithItsValue() {
        try (RunningProxy proxy = withMatches("header \"X-Tier\" \"gold\"")) {
            assertThat(where(proxy, Messages.getWith("x-tier: gold\r\n"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.getWith("X-Tier: Gold\r\n"))).isEqualTo("other");
            assertThat(where(proxy, Messages.getWith("X-Tier: golden\r\n"))).isEqualTo("other");
            assertThat(where(proxy, Messages.GET)).isEqualTo("other");
        }
    }

    @Test
    void headerWithoutValueMustOnlyBePresent() {
        try (RunningProxy proxy = withMatches("header \"X-Beta\"")) {
            assertThat(where(proxy, Messages.getWith("X-Beta:\r\n"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.GET)).isEqualTo("other");
        }
    }

    @Test
    void conditionsOfAllKindsMustHold() {
        try (RunningProxy proxy = withMatches(
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
            try (RunningProxy first = withRoutes(high.formatted(order[0]) + low.formatted(order[1]));
                    RunningProxy last = withRoutes(low.formatted(order[1]) + high.formatted(order[0]))) {
                assertThat(where(first, Messages.get("/x"))).as(order[0]).isEqualTo("chosen");
                assertThat(where(last, Messages.get("/x"))).as(order[0]).isEqualTo("chosen");
            }
        }
    }

    @Test
    void moreSpecificRouteWinsAtEqualPriority() {
        try (RunningProxy proxy = withRoutes("""
                route "long" { matches { path-prefix "/a"; }; upstream "origin"; }
                route "longer" { matches { path-prefix "/a/b"; }; upstream "chosen"; }
                """)) {
            assertThat(where(proxy, Messages.get("/a/b/c"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/a/c"))).isEqualTo("other");
        }
    }

    @Test
    void requestThatNoRouteTakesIsNotFound() {
        try (RunningProxy proxy = withRoutes("route \"r\" { matches { path \"/a\"; }; upstream \"chosen\"; }")) {
            assertThat(where(proxy, Messages.get("/b"))).isEqualTo("404");
            assertThat(other.requests()).isEmpty();
            assertThat(chosen.requests()).isEmpty();
        }
    }

    @Test
    void defaultRouteOfTheListenerTakesWhatNoOtherRouteTakes() {
        try (RunningProxy proxy = withRoutes("""
                route "other" { matches { path "/o"; }; upstream "origin"; }
                route "r" { matches { path "/a"; }; upstream "chosen"; }
                """, Piece.listener("default-route \"r\""))) {
            assertThat(where(proxy, Messages.get("/b"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/o"))).isEqualTo("other");
        }
    }
}
