package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;

/** Routes of namespaces and of the top, asked on listeners that serve all of them or those of one. */
class NamespacesTest {
    private static final String QUIET =
            "observability { access-log { enabled #false; }; metrics { enabled #false; }; }\n";
    private static final String MAIN = "listeners { listener \"main\" { address \"127.0.0.1:0\"; }; }\n" + QUIET;

    /** Says who it is. */
    private static TestOrigin origin(String name) {
        return TestOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name);
    }

    private static String upstream(String id, TestOrigin origin) {
        return "upstreams { upstream \"" + id + "\" { target \"127.0.0.1:" + origin.port() + "\"; }; }\n";
    }

    private static String route(String id, String prefix, String upstream, String more) {
        return "routes { route \"%s\" { matches { path-prefix \"%s\"; }; upstream \"%s\"\n%s\n}; }\n"
                .formatted(id, prefix, upstream, more);
    }

    private static String ask(RunningProxy proxy, String listener, String target) {
        try (RawClient client = RawClient.connect(proxy.address(listener))) {
            Reply reply = client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n")
                    .read();
            return reply.status() == 200 ? reply.body() : String.valueOf(reply.status());
        }
    }

    @Test
    void routeOfANamespaceIsTriedBeforeOneAtTheTopWhateverItsPriority() {
        try (TestOrigin top = origin("top");
                TestOrigin inner = origin("inner");
                RunningProxy proxy = RunningProxy.start(MAIN
                        + upstream("u", top)
                        + route("all", "/", "u", "priority \"critical\"")
                        + "namespace \"shop\" {\n" + upstream("u", inner)
                        + route("cart", "/cart", "u", "priority \"low\"") + "}\n")) {
            assertThat(ask(proxy, "main", "/cart")).isEqualTo("inner");
            assertThat(ask(proxy, "main", "/elsewhere")).isEqualTo("top");
        }
    }

    /** The wildcard address never equals the address of a connection, by which the original looks its listener up. */
    @Test
    void listenerOfANamespaceServesOnlyItsRoutes() {
        String listeners = """
                listeners {
                    listener "main" { address "127.0.0.1:0"; }
                    listener "shop" { address "0.0.0.0:0"; namespace "shop"; default-route "cart"; }
                    listener "blog" { address "127.0.0.1:0"; namespace "blog"; }
                }
                """ + QUIET;
        try (TestOrigin top = origin("top");
                TestOrigin inner = origin("inner");
                RunningProxy proxy = RunningProxy.start(listeners
                        + upstream("u", top)
                        + route("all", "/", "u", "")
                        + "namespace \"shop\" {\n" + upstream("u", inner) + route("cart", "/cart", "u", "") + "}\n"
                        + "namespace \"blog\" {\n" + route("posts", "/posts", "u", "") + "}\n")) {
            assertThat(ask(proxy, "shop", "/cart")).isEqualTo("inner");
            assertThat(ask(proxy, "shop", "/posts")).as("the default route").isEqualTo("inner");
            assertThat(ask(proxy, "blog", "/posts")).isEqualTo("top");
            assertThat(ask(proxy, "blog", "/cart")).isEqualTo("404");
            assertThat(ask(proxy, "main", "/cart")).isEqualTo("inner");
        }
    }

    @Test
    void listenerInANamespaceServesOnlyItsRoutes() {
        try (TestOrigin inner = origin("inner");
                RunningProxy proxy = RunningProxy.start(MAIN
                        + "namespace \"shop\" {\nlisteners { listener \"main\" { address \"127.0.0.1:0\"; }; }\n"
                        + upstream("u", inner) + route("cart", "/cart", "u", "") + "}\n"
                        + upstream("u", inner) + route("all", "/", "u", ""))) {
            assertThat(ask(proxy, "shop:main", "/cart")).isEqualTo("inner");
            assertThat(ask(proxy, "shop:main", "/")).isEqualTo("404");
            assertThat(ask(proxy, "main", "/")).isEqualTo("inner");
        }
    }

    @Test
    void upstreamsOfOneNameInTwoNamespacesAreTwo() {
        try (TestOrigin a = origin("a");
                TestOrigin b = origin("b");
                TestOrigin c = origin("c");
                RunningProxy proxy = RunningProxy.start(MAIN
                        + "namespace \"a\" {\n" + upstream("u", a) + route("r", "/a", "u", "") + "}\n"
                        + "namespace \"b\" {\n" + upstream("u", b) + route("r", "/b", "u", "")
                        + "service \"c\" {\n" + upstream("u", c) + route("r", "/c", "u", "") + "}\n"
                        + "service \"d\" {\n" + route("r", "/d", "u", "") + route("s", "/e", "c:u", "")
                        + "}\n}\n")) {
            assertThat(ask(proxy, "main", "/a")).isEqualTo("a");
            assertThat(ask(proxy, "main", "/b")).isEqualTo("b");
            assertThat(ask(proxy, "main", "/c")).isEqualTo("c");
            assertThat(ask(proxy, "main", "/d")).isEqualTo("b");
            assertThat(ask(proxy, "main", "/e")).isEqualTo("c");
        }
    }

    @Test
    void filterIsThatOfTheServiceElseOfTheNamespaceElseTheOneAtTheTop() {
        try (TestOrigin origin = origin("o");
                RunningProxy proxy = RunningProxy.start(MAIN
                        + upstream("u", origin) + filter("f", "top") + filter("g", "top")
                        + "namespace \"n\" {\n" + filter("f", "namespace")
                        + route("r", "/n", "u", "filters \"f\" \"g\"")
                        + "service \"s\" {\n" + filter("f", "service") + filter("h", "service")
                        + route("r", "/s", "u", "filters \"f\" \"g\" \"h\"") + "}\n}\n")) {
            ask(proxy, "main", "/n");
            ask(proxy, "main", "/s");
            assertThat(origin.requests().get(0).fields().all("X-f")).containsExactly("namespace");
            assertThat(origin.requests().get(0).fields().all("X-g")).containsExactly("top");
            assertThat(origin.requests().get(1).fields().all("X-f")).containsExactly("service");
            assertThat(origin.requests().get(1).fields().all("X-h")).containsExactly("service");
        }
    }

    private static String filter(String id, String value) {
        return "filters { filter \"%s\" { type \"headers\"; set \"X-%s\" \"%s\"; }; }\n".formatted(id, id, value);
    }

    @Test
    void whatIsExportedIsUsedByItsFullName() {
        try (TestOrigin shared = origin("shared");
                RunningProxy proxy = RunningProxy.start(MAIN
                        + "namespace \"platform\" {\n" + upstream("u", shared) + filter("f", "exported")
                        + "exports { upstreams \"u\"; filters \"f\"; }\n}\n"
                        + "namespace \"shop\" {\n" + route("r", "/shop", "platform:u", "filters \"platform:f\"") + "}\n"
                        + route("r", "/", "platform:u", ""))) {
            assertThat(ask(proxy, "main", "/shop")).isEqualTo("shared");
            assertThat(ask(proxy, "main", "/")).isEqualTo("shared");
            assertThat(shared.requests().getFirst().field("X-f")).isEqualTo("exported");
        }
    }

    @Test
    void bodyLimitIsThatOfTheRouteElseOfTheServiceElseOfTheNamespace() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.start(MAIN
                        + upstream("u", origin) + "limits { max-body-size 1; }\n" + route("r", "/top", "u", "")
                        + "namespace \"n\" {\nlimits { max-body-size 2; }\n" + route("r", "/n", "u", "")
                        + "service \"t\" {\n" + route("r", "/t", "u", "") + "}\n"
                        + "service \"s\" {\nlimits { max-body-size-bytes 3; }\n" + route("r", "/s", "u", "")
                        + route("own", "/s/own", "u", "policies { max-body-size 4; }") + "}\n}\n")) {
            assertThat(longestContent(proxy, "/top")).isEqualTo(1);
            assertThat(longestContent(proxy, "/n")).isEqualTo(2);
            assertThat(longestContent(proxy, "/t")).isEqualTo(2);
            assertThat(longestContent(proxy, "/s")).isEqualTo(3);
            assertThat(longestContent(proxy, "/s/own")).isEqualTo(4);
        }
    }

    private static int longestContent(RunningProxy proxy, String target) {
        for (int octets = 1; octets < 9; octets++) {
            try (RawClient client = proxy.connect()) {
                String head = "POST " + target + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + octets + "\r\n\r\n";
                if (client.send(head + "x".repeat(octets)).read().status() == 413) {
                    return octets - 1;
                }
            }
        }
        throw new AssertionError("nothing is refused at " + target);
    }

    @Test
    void routesAndUpstreamsGoByTheirFullNamesInTheCounters() {
        try (TestOrigin origin = origin("o");
                RunningProxy proxy = RunningProxy.start(MAIN
                        + "namespace \"n\" {\n" + upstream("u", origin)
                        + "service \"s\" {\n" + route("r", "/", "u", "") + "}\n}\n")) {
            assertThat(ask(proxy, "main", "/")).isEqualTo("o");
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_requests_total{method=\"GET\",route=\"n:s:r\",status=\"200\"}", 1.0)
                    .containsEntry("zentinel_upstream_attempts_total{upstream=\"n:u\"}", 1.0));
        }
    }
}
