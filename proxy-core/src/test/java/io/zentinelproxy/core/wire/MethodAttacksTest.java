package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods that would make the proxy an open one, or a mirror: RFC 9110 sections 9.3.6, 9.3.8 and 15.5.6. */
class MethodAttacksTest {

    private static final String ALLOWED = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    private static AttackedProxy proxy;

    @BeforeAll
    static void start() {
        proxy = new AttackedProxy();
    }

    @AfterAll
    static void stop() {
        proxy.close();
    }

    private static void isNotAllowed(String request) {
        Reply reply = proxy.refuses(405, "method_refused", request);
        assertThat(reply.field("Allow")).isEqualTo(ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.test:443",
                "127.0.0.1:22",
                "[::1]:22",
                "169.254.169.254:80",
                "a.test",
                "*",
                "/",
                "http://a.test/",
                "a.test:99999"
            })
    void connectToAnythingIsNoTunnel(String target) {
        isNotAllowed("CONNECT " + target + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
        isNotAllowed("CONNECT " + target + " HTTP/1.0\r\n\r\n");
    }

    @Test
    void whatIsSentInTheHopeOfATunnelReachesNobody() {
        isNotAllowed("CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n\u0016\u0003\u0001\0\u00a5\1");
        isNotAllowed("CONNECT a.test:80 HTTP/1.1\r\nHost: a.test:80\r\n\r\n" + Messages.get("/tunnelled"));
        isNotAllowed("CONNECT a.test:80 HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\n\r\nabc");
        isNotAllowed("CONNECT a.test:80 HTTP/1.1\r\nHost: a.test\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n");
    }

    /** TRACE shows a page's script the cookies it may not see. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Max-Forwards: 0\r\n", "Max-Forwards: 1\r\n", "Content-Length: 3\r\n"})
    void traceShowsNothing(String fieldLine) {
        Reply reply = proxy.refuses(
                405,
                "method_refused",
                "TRACE / HTTP/1.1\r\nHost: a.test\r\nCookie: secret=1\r\nAuthorization: Basic secret\r\n" + fieldLine
                        + "\r\n");
        assertThat(reply.field("Allow")).isEqualTo(ALLOWED);
        assertThat(reply.body()).doesNotContain("secret");
    }

    /** Methods are case-sensitive (section 9.1): these are others, whose target must be one of theirs. */
    @Test
    void otherSpellingsOfConnectHaveNoAuthorityForm() {
        proxy.refuses(400, "bad_target", "connect a.test:443 HTTP/1.1\r\nHost: a.test\r\n\r\n");
        proxy.refuses(400, "bad_target", "CONNECTX a.test:443 HTTP/1.1\r\nHost: a.test\r\n\r\n");
    }
}
