package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which site is asked must have one reading: RFC 9112 section 3.2, RFC 9110 section 7.2. */
class HostAttacksTest {

    private static AttackedProxy proxy;

    @BeforeAll
    static void start() {
        proxy = new AttackedProxy();
    }

    @AfterAll
    static void stop() {
        proxy.close();
    }

    @Test
    void missingHostIsRefused() {
        proxy.refuses(400, "GET / HTTP/1.1\r\nAccept: */*\r\n\r\n");
        proxy.refuses(400, "GET http://a.test/ HTTP/1.1\r\nAccept: */*\r\n\r\n");
    }

    @Test
    void twoHostsAreRefusedEvenWhenTheyAgree() {
        proxy.refuses(400, "GET / HTTP/1.1\r\nHost: a.test\r\nHost: a.test\r\n\r\n");
        proxy.refuses(400, "GET / HTTP/1.1\r\nHost: a.test\r\nhost: b.test\r\n\r\n");
        proxy.refuses(400, "GET / HTTP/1.0\r\nHost: a.test\r\nhost: b.test\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a, b",
                "a b",
                "user@a.test",
                "a.test/x",
                "a.test?x",
                "a.test#x",
                "a.test:x",
                "a.test:99999",
                "a.test:-1",
                "a.test:80:80",
                "a.test:+80",
                "http://a.test",
                "a\\b",
                "[::1",
                "::1",
                "[::1]x",
                "[zz]",
                "a\u00e9.test",
                "a\0",
                "a\t.test",
                "a%zz",
                "<a>",
                "\"a\"",
                "a|b",
                ".",
                "..",
                ".a",
                "a..b",
                "a..",
                "a.test:",
                "[::1%25eth0]",
                "[::1%eth0]",
                "[v1.x]",
                "[:::]",
                "[1:2]",
                "[::1::2]",
                "[::127.0.0.01]",
                "[12345::]"
            })
    void malformedHostIsRefused(String host) {
        proxy.refuses(400, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }

    /** What is done to a host that has another form is the subject of {@link CanonicalAuthorityTest}. */
    @ParameterizedTest
    @ValueSource(strings = {"a.test", "127.0.0.1:8080", "[::1]", "[::1]:443", "a_b.test", "xn--bcher-kva.test"})
    void legalHostReachesTheOriginAsSent(String host) {
        assertThat(proxy.takes("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").field("Host"))
                .isEqualTo(host);
    }

    /** The authority of an absolute target replaces Host: RFC 9112 section 3.2.2. */
    @Test
    void absoluteTargetDecidesTheHostThatTheOriginSees() {
        var request = proxy.takes("GET http://real.test:81/p?q HTTP/1.1\r\nHost: other.test\r\n\r\n");
        assertThat(request.target()).isEqualTo("/p?q");
        assertThat(request.field("Host")).isEqualTo("real.test:81");
        assertThat(request.field("X-Forwarded-Host")).isEqualTo("real.test:81");
    }

    @Test
    void absoluteTargetWithoutPathAsksForTheRoot() {
        assertThat(proxy.takes("GET http://a.test HTTP/1.1\r\nHost: a.test\r\n\r\n")
                        .target())
                .isEqualTo("/");
        assertThat(proxy.takes("GET HTTP://a.test?x HTTP/1.1\r\nHost: a.test\r\n\r\n")
                        .target())
                .isEqualTo("/?x");
    }
}
