package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;

/** The filter {@code redirect}: where the client is sent, and that nothing it sent can change more than its own place there. */
class RedirectFilterTest {

    private static Reply reply(String keys, String prefix, String request) {
        return reply(keys, prefix, "", request);
    }

    private static Reply reply(String keys, String prefix, String listener, String request) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        Piece.filters("filter \"go\" {\ntype \"redirect\"\n" + keys + "\n}"),
                        Piece.listener(listener),
                        Piece.routes("route \"r\" {\nmatches { path-prefix \"" + prefix
                                + "\"; }\nupstream \"origin\"\nfilters \"go\"\n}"));
                RawClient client = proxy.connect()) {
            Reply reply = client.send(request).read();
            assertThat(origin.requests()).hasSize(reply.status() == 200 ? 1 : 0);
            return reply;
        }
    }

    private static String get(String target, String host) {
        return "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    private static String location(String keys, String target) {
        return reply(keys, "/", Messages.get(target)).field("Location");
    }

    @Test
    void goesToAnotherHostKeepingPathAndQuery() {
        Reply reply = reply("hostname \"b.test\"", "/", Messages.get("/a%20b/c?x=1&y=%0d%0a"));
        assertThat(reply.statusLine()).isEqualTo("HTTP/1.1 302 Found");
        assertThat(reply.field("Location")).isEqualTo("http://b.test/a%20b/c?x=1&y=%0d%0a");
        assertThat(reply.body()).isEmpty();
    }

    @Test
    void statusIsAsConfigured() {
        for (int status : new int[] {301, 303, 307, 308}) {
            assertThat(reply("hostname \"b.test\"; status-code " + status, "/", Messages.GET)
                            .status())
                    .isEqualTo(status);
        }
    }

    @Test
    void aNewSchemeChangesThePortToItsOwn() {
        Reply reply = reply("scheme \"https\"", "/", get("/p?q", "a.test:8080"));
        assertThat(reply.field("Location")).isEqualTo("https://a.test/p?q");
    }

    @Test
    void thePortOfTheRequestIsKept() {
        Reply reply = reply("hostname \"b.test\"", "/", get("/", "a.test:8080"));
        assertThat(reply.field("Location")).isEqualTo("http://b.test:8080/");
    }

    @Test
    void aPortIsWrittenUnlessItIsTheSchemesOwn() {
        assertThat(location("port 8443; scheme \"https\"", "/")).isEqualTo("https://a.test:8443/");
        assertThat(location("port 443; scheme \"https\"", "/")).isEqualTo("https://a.test/");
        assertThat(location("port 80; hostname \"b.test\"", "/")).isEqualTo("http://b.test/");
        assertThat(location("port 443", "/")).isEqualTo("http://a.test:443/");
    }

    @Test
    void addressesOfIpv6StayInBrackets() {
        assertThat(reply("scheme \"https\"", "/", get("/", "[2001:db8::1]:8080"))
                        .field("Location"))
                .isEqualTo("https://[2001:db8::1]/");
        assertThat(location("hostname \"[2001:DB8::2]\"", "/x")).isEqualTo("http://[2001:db8::2]/x");
    }

    @Test
    void theWholePathIsReplacedAndTheQueryKept() {
        assertThat(location("path { replace-full-path \"/new\"; }", "/old/x?q=1"))
                .isEqualTo("http://a.test/new?q=1");
    }

    @Test
    void thePrefixOfTheRouteIsReplaced() {
        String[][] cases = {
            // prefix, replacement, target, location
            {"/foo", "/xyz", "/foo/bar?q", "/xyz/bar?q"},
            {"/foo", "/xyz/", "/foo/bar", "/xyz/bar"},
            {"/foo/", "/xyz", "/foo/bar", "/xyz/bar"},
            {"/foo", "/xyz", "/foo", "/xyz"},
            {"/foo", "/xyz", "/foo/", "/xyz/"},
            {"/foo", "/", "/foo/bar", "/bar"},
            {"/foo", "/", "/foo/", "/"},
            {"/foo", "/", "/foo?q", "/?q"},
            {"/", "/xyz", "/bar", "/xyz/bar"},
            {"/foo", "/", "/foo//evil.test/", "/evil.test/"},
        };
        for (String[] one : cases) {
            String keys = "path { replace-prefix-match \"" + one[1] + "\"; }";
            assertThat(reply(keys, one[0], Messages.get(one[2])).field("Location"))
                    .as(String.join(" ", one))
                    .isEqualTo("http://a.test" + one[3]);
        }
    }

    @Test
    void whatAPatternCapturesIsPartOfTheLocation() {
        String keys = "path { pattern \"^/old/([0-9]+)$\"; replacement \"/item/$1\"; }";
        assertThat(location(keys, "/old/17?q")).isEqualTo("http://a.test/item/17?q");
        assertThat(reply(keys, "/", Messages.get("/other")).status()).isEqualTo(200);
        assertThat(location("path { pattern \"^/go/(.*)$\"; replacement \"/$1\"; }", "/go/a%c3%a9Set-Cookie:%20x"))
                .isEqualTo("http://a.test/a%C3%A9Set-Cookie:%20x");
    }

    @Test
    void anAbsoluteTargetNamesTheHost() {
        Reply reply = reply("scheme \"https\"", "/", "GET http://c.test?q HTTP/1.1\r\nHost: c.test\r\n\r\n");
        assertThat(reply.field("Location")).isEqualTo("https://c.test/?q");
    }

    @Test
    void aClientOfATrustedProxyThatSpeaksTlsIsSentToHttps() {
        String trusted = "trusted-proxies \"127.0.0.0/8\"";
        String request = Messages.getWith("X-Forwarded-Proto: https\r\n");
        assertThat(reply("hostname \"b.test\"", "/", trusted, request).field("Location"))
                .isEqualTo("https://b.test/");
        assertThat(reply("hostname \"b.test\"", "/", "", request).field("Location"))
                .isEqualTo("http://b.test/");
    }

    @Test
    void whoIsThereAlreadyIsServed() {
        assertThat(reply("hostname \"a.test\"", "/", Messages.get("/x?y")).status())
                .isEqualTo(200);
        String trusted = "trusted-proxies \"127.0.0.0/8\"";
        assertThat(reply("scheme \"https\"", "/", trusted, Messages.getWith("X-Forwarded-Proto: https\r\n"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void withoutAnyHostThereIsNowhereToGo() {
        assertThat(reply("scheme \"https\"", "/", "GET / HTTP/1.0\r\n\r\n").status())
                .isEqualTo(400);
        assertThat(reply("hostname \"b.test\"", "/", "GET /x HTTP/1.0\r\n\r\n").field("Location"))
                .isEqualTo("http://b.test/x");
    }
}
