package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Request lines that no HTTP/1.1 client sends: RFC 9112 sections 2.2 and 3. */
class RequestLineAttacksTest {

    private static final String HOST = "\r\nHost: a.test\r\n\r\n";

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
    @ValueSource(strings = {"HTTP/2.0", "HTTP/2.1", "HTTP/1.2", "HTTP/1.9", "HTTP/3.0", "HTTP/0.9"})
    void otherVersionsAreNotSpoken(String version) {
        proxy.refuses(505, "unsupported_version", "GET / " + version + HOST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http/1.1",
                "HTTP/1",
                "HTTP/1.",
                "HTTP/.1",
                "HTTP/11",
                "HTTP/1.1.1",
                "HTTP/1.32",
                "HTTP/1,1",
                "HTTPS/1.1",
                "HTTP /1.1",
                "HTTP/ 1.1",
                "ICY/1.1",
                "HTTP/1.1 ",
                "HTTP/1.1x",
                "HTTP/x.y",
                "HTTP/+1.1",
                "HTTP/1.\u0001"
            })
    void malformedVersionIsRefused(String version) {
        proxy.refuses(400, "bad_request_line", "GET / " + version + HOST);
    }

    @Test
    void http09IsRefused() {
        proxy.refuses(400, "bad_request_line", "GET /\r\n\r\n");
    }

    @Test
    void http2PrefaceIsRefusedWhereHttp2IsOff() {
        try (AttackedProxy without = new AttackedProxy(Piece.listener("http2 { enabled #false; }"))) {
            assertThat(without.refuses(505, "unsupported_version", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
                            .version())
                    .isEqualTo("HTTP/1.1");
        }
    }

    @Test
    void tlsClientHelloOnAPlainPortIsRefused() {
        proxy.refuses(
                400,
                "bad_request_line",
                "\u0016\u0003\u0001\u0000\u00a5\u0001\u0000\u0000\u00a1\u0003\u0003" + "\u0042".repeat(154) + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\0", "\u0001", "\u007f", "\u0085", " ", "\t", "\n\n\n\n\n", "\r", "\r\r\n", "\u00ef\u00bb\u00bf"
            })
    void octetsBeforeTheRequestLineAreRefused(String before) {
        proxy.refuses(400, "bad_request_line", before + Messages.GET);
    }

    @Test
    void oneOrTwoEmptyLinesBeforeTheRequestLineAreSkipped() {
        proxy.takes("\r\n" + Messages.GET);
        proxy.takes("\r\n\r\n" + Messages.GET);
    }

    @Test
    void manyEmptyLinesBeforeTheRequestLineAreRefused() {
        proxy.refuses(400, "bad_request_line", "\r\n".repeat(50) + Messages.GET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET  / HTTP/1.1",
                "GET /  HTTP/1.1",
                "GET\t/ HTTP/1.1",
                " GET / HTTP/1.1",
                "GET / HTTP/1.1\t",
                "GET / a HTTP/1.1",
                "GET",
                "GET ",
                "GET /",
                "/ HTTP/1.1",
                "GET\u000b/ HTTP/1.1"
            })
    void fieldsNotSeparatedByOneBlankAreRefused(String line) {
        proxy.refuses(400, "bad_request_line", line + HOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /\tHTTP/1.1", "GET /\u00a0HTTP/1.1", "GET /\u000bHTTP/1.1", "GET /\u0085HTTP/1.1"})
    void targetNotEndedByABlankIsRefused(String line) {
        proxy.refuses(400, "bad_target", line + HOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"G\u0001T", "GE(T", "GE\"T", "G:T", "G/T", "GET\u0080", "G{T", "@", "G\0T", ""})
    void methodThatIsNoTokenIsRefused(String method) {
        proxy.refuses(400, "bad_request_line", method + " / HTTP/1.1" + HOST);
    }

    @Test
    void unknownMethodIsForwarded() {
        assertThat(proxy.takes("BREW / HTTP/1.1" + HOST).method()).isEqualTo("BREW");
        assertThat(proxy.takes("get / HTTP/1.1" + HOST).method()).isEqualTo("get");
        assertThat(proxy.takes("M-SEARCH!#$%&'*+.^_`|~9 / HTTP/1.1" + HOST).method())
                .isEqualTo("M-SEARCH!#$%&'*+.^_`|~9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\nHost: a.test\n\n", "GET / HTTP/1.1\nHost: a.test\r\n\r\n"})
    void bareLineFeedAfterTheRequestLineIsRefused(String head) {
        proxy.refuses(400, "bad_request_line", head);
    }

    @Test
    void bareCarriageReturnInTheRequestLineIsRefused() {
        proxy.refuses(400, "bad_request_line", "GET / HTTP/1.1\rX: y" + HOST);
        proxy.refuses(400, "bad_request_line", "GET /\r HTTP/1.1" + HOST);
    }
}
