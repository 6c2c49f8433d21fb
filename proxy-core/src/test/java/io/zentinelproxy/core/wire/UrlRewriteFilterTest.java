package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.FilteredExchange.Setup;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The filter {@code url-rewrite}, and the policy {@code rewrite-path}: what the origin is asked for. */
class UrlRewriteFilterTest {

    private static String target(String path, String prefix, String target) {
        Setup setup = Setup.filter("url-rewrite", "path {\n" + path + "\n}").under(prefix);
        return setup.send(Messages.get(target)).request().target();
    }

    private static String captured(String pattern, String replacement, String target) {
        return target("pattern \"" + pattern + "\"\nreplacement \"" + replacement + "\"", "/", target);
    }

    @Test
    void hostIsReplacedAndTheClientsIsTold() {
        FilteredExchange seen =
                Setup.filter("url-rewrite", "hostname \"api.test\"").send(Messages.get("/a?b"));
        assertThat(seen.request().field("Host")).isEqualTo("api.test");
        assertThat(seen.request().field("X-Forwarded-Host")).isEqualTo("a.test");
        assertThat(seen.request().target()).isEqualTo("/a?b");
    }

    /** As every choice of words is: the manual shows this spelling. */
    @Test
    void typeMayBeSpeltWithAnUnderscore() {
        FilteredExchange seen =
                Setup.filter("url_rewrite", "hostname \"api.test\"").send(Messages.GET);
        assertThat(seen.request().field("Host")).isEqualTo("api.test");
    }

    @Test
    void wholePathIsReplacedAndTheQueryKept() {
        assertThat(target("replace-full-path \"/new\"", "/", "/old/x?q=%20")).isEqualTo("/new?q=%20");
    }

    @Test
    void prefixOfTheRouteIsReplaced() {
        String replace = "replace-prefix-match \"/v2\"";
        assertThat(target(replace, "/api", "/api/users?id=1")).isEqualTo("/v2/users?id=1");
        assertThat(target(replace, "/api", "/api")).isEqualTo("/v2");
        assertThat(target("replace-prefix-match \"/\"", "/api", "/api/users")).isEqualTo("/users");
        assertThat(target("replace-prefix-match \"/\"", "/api", "/api?x")).isEqualTo("/?x");
    }

    @Test
    void whatAPatternCapturesIsPutTogetherAnew() {
        assertThat(captured("^/v1/([^/]+)/(.*)$", "/v2/$2/$1", "/v1/a/b/c?q")).isEqualTo("/v2/b/c/a?q");
        assertThat(captured("^/(?P<tenant>[a-z]+)/", "/t-${tenant}/", "/acme/x"))
                .isEqualTo("/t-acme/x");
        assertThat(captured("x+", "y$$", "/axxb/x")).isEqualTo("/ay$b/x");
        assertThat(captured("^/none", "/never", "/other")).isEqualTo("/other");
        assertThat(target("regex \"b\"; replacement \"$0$0\"", "/", "/b")).isEqualTo("/bb");
    }

    @Test
    void captureKeepsTheEncodedForm() {
        FilteredExchange seen = Setup.filter("url-rewrite", "path { pattern \"^/(.*)$\"; replacement \"/x/$1\"; }")
                .send(Messages.get("/a%20HTTP/1.1%c2%85X-Evil:%201"));
        assertThat(seen.request().target()).isEqualTo("/x/a%20HTTP/1.1%C2%85X-Evil:%201");
        assertThat(seen.request().fields().all("X-Evil")).isEmpty();
    }

    @Test
    void aResultThatIsNoPathFailsClosedOrGoesOnUnchanged() {
        String[][] illegal = {
            {"^/(.*)$", "$1", "/x"},
            {"^/(.)(.)", "/$1./../$2", "/.a"},
            {"^/(.*)/", "/%$1", "/2f/a"},
            {"^/(.*)$", "/%$1", "/zz"},
            {"^/a/(.*)$", "/$1../", "/a/"},
        };
        for (String[] one : illegal) {
            Setup setup =
                    Setup.filter("url-rewrite", "path { pattern \"" + one[0] + "\"; replacement \"" + one[1] + "\"; }");
            FilteredExchange closed = setup.send(Messages.get(one[2]));
            assertThat(closed.reply().status()).as(String.join(" ", one)).isEqualTo(500);
            assertThat(closed.requests()).isEmpty();
            FilteredExchange open =
                    setup.andRoute("policies { failure-mode \"open\"; }").send(Messages.get(one[2]));
            assertThat(open.request().target()).isEqualTo(one[2]);
        }
    }

    /** As with an alias of nginx that lacks a slash: the pieces are harmless, together they climb. */
    @Test
    void piecesDoNotBecomeADotSegment() {
        String[][] climbing = {
            {"^/files(.*)$", "/static/$1", "/files../secret"},
            {"^/files(.*)$", "/static/$1", "/files.."},
            {"^/files(.*)$", "/static/$1", "/files./secret"},
            {"b", "", "/static/.b./secret"},
            {"25b", "", "/static/%25b2e./secret"},
            {"^/f(.*)$", "/static/%2$1", "/fe./secret"},
            {"^/files(.*)$", "/static/$1", "/files;x../secret"},
        };
        for (String[] one : climbing) {
            FilteredExchange seen = Setup.filter(
                            "url-rewrite", "path { pattern \"" + one[0] + "\"; replacement \"" + one[1] + "\"; }")
                    .send(Messages.get(one[2]));
            assertThat(seen.requests()).as(String.join(" ", one)).isEmpty();
            assertThat(seen.reply().status()).as(String.join(" ", one)).isEqualTo(500);
        }
        assertThat(captured("^/files(.*)$", "/static/$1", "/files.../..x/x..")).isEqualTo("/static/.../..x/x..");
    }

    @Test
    void repeatedCapturesAreBounded() {
        Setup setup = Setup.filter("url-rewrite", "path { pattern \"^(.*)$\"; replacement \"$1$1$1$1\"; }");
        assertThat(setup.send(Messages.get("/" + "a".repeat(3000))).reply().status())
                .isEqualTo(500);
        assertThat(setup.send(Messages.get("/" + "a".repeat(1000))).request().target())
                .hasSize(4004);
    }

    @Test
    void oneRewriteGoesOnWhereAnotherEnded() {
        Setup setup = new Setup(
                "/",
                "filter \"a\" { type \"url-rewrite\"; path { replace-full-path \"/one\"; }; }\n"
                        + "filter \"b\" { type \"url-rewrite\"; path { pattern \"one\"; replacement \"two\"; }; }",
                "filters \"a\" \"b\"",
                "",
                Messages.OK);
        assertThat(setup.send(Messages.get("/x?q")).request().target()).isEqualTo("/two?q");
    }

    @Test
    void policyReplacesThePathInOneLine() {
        assertThat(Setup.policies("rewrite-path \"/index.html\"")
                        .send(Messages.get("/app/deep?x=1"))
                        .request()
                        .target())
                .isEqualTo("/index.html?x=1");
    }

    @Test
    void absoluteTargetWithoutPathIsRewritten() {
        assertThat(Setup.filter("url-rewrite", "path { replace-full-path \"/new\"; }")
                        .send("GET http://a.test?q HTTP/1.1\r\nHost: a.test\r\n\r\n")
                        .request()
                        .target())
                .isEqualTo("/new?q");
    }

    @Test
    void theAccessLogTellsWhatTheClientAskedFor(@TempDir Path directory) {
        LogFile log = new LogFile(directory.resolve("access.log"));
        Setup setup = Setup.filter("url-rewrite", "path { replace-full-path \"/new\"; }");
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, setup.pieces(log.as("json")));
                RawClient client = proxy.connect()) {
            client.send(Messages.get("/old?q")).read();
            assertThat(origin.onlyRequest().target()).isEqualTo("/new?q");
            assertThat(log.awaitOnlyLine().text("target")).isEqualTo("/old?q");
        }
    }
}
