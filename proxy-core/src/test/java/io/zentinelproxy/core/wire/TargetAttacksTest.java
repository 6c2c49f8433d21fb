package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Request targets of the wrong form or with octets that have no place in them: RFC 9112 section 3.2, RFC 3986. */
class TargetAttacksTest {

    private static final String REST = " HTTP/1.1\r\nHost: a.test\r\n\r\n";

    private static AttackedProxy proxy;

    @BeforeAll
    static void start() {
        proxy = new AttackedProxy();
    }

    @AfterAll
    static void stop() {
        proxy.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "a.test:80",
                "a.test",
                "*",
                "?x",
                "#",
                "/#frag",
                "/a#b",
                "/a\\b",
                "\\",
                "/\u00e9",
                "/\u0080",
                "/a\0b",
                "/a\u0001",
                "/a\u007f"
            })
    void targetThatIsNoOriginFormIsRefused(String target) {
        proxy.refuses(400, "GET " + target + REST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://",
                "http:///x",
                "http://user@a.test/",
                "http://user:pw@a.test/",
                "http://a.test:x/",
                "http://a.test:99999/",
                "http:a.test",
                "http://a .test/",
                "://a.test/",
                "http://[::1/",
                "http://a.test\\b/"
            })
    void malformedAbsoluteFormIsRefused(String target) {
        proxy.refuses(400, "GET " + target + REST);
    }

    /** A CONNECT that reaches an origin or opens a tunnel makes the proxy an open one. */
    @ParameterizedTest
    @ValueSource(strings = {"a.test:443", "127.0.0.1:22", "[::1]:22"})
    void connectIsNeverATunnel(String target) {
        proxy.refuses(405, "CONNECT " + target + REST);
    }

    /** TRACE shows a page's script the cookies it may not see. */
    @Test
    void traceIsRefused() {
        var reply = proxy.refuses(405, "TRACE / HTTP/1.1\r\nHost: a.test\r\nCookie: secret=1\r\n\r\n");
        assertThat(reply.body()).doesNotContain("secret");
        assertThat(reply.fields().has("Allow"))
                .as("Allow, RFC 9110 section 15.5.6")
                .isTrue();
    }

    @Test
    void asteriskIsForOptionsOnly() {
        proxy.refuses(400, "bad_target", "GET *" + REST);
    }

    /** What is done to a path that has another form is the subject of {@link CanonicalPathTest}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a/b;c=d?e=f&g",
                "/%25%20?x=%20",
                "/a?b?c/d",
                "/-._~!$&'()*+,;=:@/",
                "/?",
                "/a:80",
                "/??",
                "/x?[1]=2"
            })
    void legalTargetReachesTheOriginAsSent(String target) {
        assertThat(proxy.takes("GET " + target + REST).target()).isEqualTo(target);
    }
}
