package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Body;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;

/** Content and its framing in both directions: RFC 9112 sections 6 and 7. */
class ContentTest {

    /** The answer to the method, and proof that the connection can serve on after it. */
    private static Reply answered(String method, String response) {
        try (TestOrigin origin = TestOrigin.answering(response);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            String request = method + " / HTTP/1.1\r\nHost: a.test\r\n\r\n";
            Reply reply = client.send(request).readAnswerTo(method);
            assertThat(client.send(request).readAnswerTo(method).status()).isEqualTo(reply.status());
            return reply;
        }
    }

    @Test
    void contentLengthIsKeptInARequest() {
        ReceivedRequest request = AtOrigin.of(Messages.postWith("Content-Length: 5\r\n", "a\r\n\0b"));
        assertThat(request.field("Content-Length")).isEqualTo("5");
        assertThat(request.body()).isEqualTo("a\r\n\0b");
    }

    @Test
    void emptyContentIsToldFromNoContent() {
        assertThat(AtOrigin.of(Messages.postWith("Content-Length: 0\r\n", "")).field("Content-Length"))
                .isEqualTo("0");
        ReceivedRequest without = AtOrigin.of(Messages.GET);
        assertThat(without.fields().has("Content-Length")).isFalse();
        assertThat(without.fields().has("Transfer-Encoding")).isFalse();
    }

    @Test
    void contentOfAGetIsForwarded() {
        assertThat(AtOrigin.of(Messages.getWith("Content-Length: 3\r\n") + "abc")
                        .body())
                .isEqualTo("abc");
    }

    @Test
    void chunkedRequestStaysChunked() {
        ReceivedRequest request = AtOrigin.of(Messages.chunkedPost("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"));
        assertThat(request.field("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(request.body()).isEqualTo("abcde");
        assertThat(request.content().complete()).isTrue();
    }

    @Test
    void emptyChunkedRequestIsForwarded() {
        ReceivedRequest request = AtOrigin.of(Messages.chunkedPost("0\r\n\r\n"));
        assertThat(request.content().length()).isZero();
        assertThat(request.content().complete()).isTrue();
    }

    @Test
    void contentLengthIsKeptInAResponse() {
        Reply reply = answered("GET", Messages.okWith("Content-Length: 5\r\n", "a\r\n\0b"));
        assertThat(reply.field("Content-Length")).isEqualTo("5");
        assertThat(reply.body()).isEqualTo("a\r\n\0b");
    }

    @Test
    void chunkedResponseStaysChunked() {
        Reply reply = answered("GET", Messages.okWith("Transfer-Encoding: chunked\r\n", "3;x\r\nabc\r\n0\r\n\r\n"));
        assertThat(reply.content().framing()).isEqualTo(Body.Framing.CHUNKED);
        assertThat(reply.body()).isEqualTo("abc");
        assertThat(reply.complete()).isTrue();
    }

    @Test
    void headKeepsTheLengthThatGetWouldHave() {
        Reply reply = answered("HEAD", Messages.okWith("Content-Length: 5\r\n", ""));
        assertThat(reply.field("Content-Length")).isEqualTo("5");
    }

    @Test
    void chunkedAnswerToHeadHasNoChunks() {
        answered("HEAD", Messages.okWith("Transfer-Encoding: chunked\r\n", ""));
    }

    @Test
    void noContentHasNone() {
        Reply reply = answered("GET", "HTTP/1.1 204 No Content\r\nX: y\r\n\r\n");
        assertThat(reply.field("X")).isEqualTo("y");
        assertThat(reply.fields().has("Content-Length"))
                .as("Content-Length in a 204, RFC 9110 section 8.6")
                .isFalse();
        assertThat(reply.fields().has("Transfer-Encoding")).isFalse();
    }

    @Test
    void notModifiedKeepsTheLengthAndHasNoContent() {
        Reply reply = answered("GET", "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\nContent-Length: 500\r\n\r\n");
        assertThat(reply.field("ETag")).isEqualTo("\"a\"");
        assertThat(reply.field("Content-Length")).isEqualTo("500");
    }

    @Test
    void emptyResponsesAreComplete() {
        assertThat(answered("GET", Messages.okWith("Content-Length: 0\r\n", "")).field("Content-Length"))
                .isEqualTo("0");
        assertThat(answered("GET", Messages.okWith("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"))
                        .complete())
                .isTrue();
    }

    @Test
    void statusAndReasonAreTheOrigins() {
        assertThat(answered("GET", "HTTP/1.1 299 Quite fine\r\nContent-Length: 0\r\n\r\n")
                        .statusLine())
                .isEqualTo("HTTP/1.1 299 Quite fine");
        assertThat(answered("GET", "HTTP/1.1 500 \r\nContent-Length: 0\r\n\r\n").status())
                .isEqualTo(500);
    }

    @Test
    void repeatedFieldsKeepTheirOrder() {
        Reply reply = answered(
                "GET", Messages.okWith("Set-Cookie: a=1\r\nX: y\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n", ""));
        assertThat(reply.fields().all("Set-Cookie")).containsExactly("a=1", "b=2");
    }

    @Test
    void contentAfterTheAnswerToHeadIsNotTakenForTheNextAnswer() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(Messages.okWith("Content-Length: 2\r\n", "no")));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            String head = "HEAD / HTTP/1.1\r\nHost: a.test\r\n\r\n";
            for (int i = 0; i < 5; i++) {
                assertThat(client.send(head).readAnswerTo("HEAD").status()).isEqualTo(200);
            }
        }
    }
}
