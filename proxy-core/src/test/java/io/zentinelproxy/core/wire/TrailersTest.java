package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Fields;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Trailer fields: RFC 9110 section 6.5, RFC 9112 section 7.1.2. */
class TrailersTest {

    /** Each would change the meaning of a message that is already being processed: RFC 9110 section 6.5.1. */
    private static final String DANGEROUS = """
            Content-Length: 5\r
            Transfer-Encoding: chunked\r
            Host: evil.test\r
            Authorization: Basic eA==\r
            Cookie: a=b\r
            Set-Cookie: a=b\r
            X-Forwarded-For: 6.6.6.6\r
            X-Request-Id: evil\r
            Connection: close\r
            Content-Type: text/evil\r
            Content-Encoding: gzip\r
            Trailer: x\r
            """;

    @Test
    void trailersOfARequestReachTheOrigin() {
        ReceivedRequest request = trailersSent("X-Sum: 1234\r\nx-more: a, b\r\n");
        assertThat(request.content().trailers().only("X-Sum")).isEqualTo("1234");
        assertThat(request.content().trailers().only("X-More")).isEqualTo("a, b");
        assertThat(request.field("Trailer")).isEqualTo("X-Sum");
    }

    @Test
    void dangerousTrailersOfARequestAreDropped() {
        ReceivedRequest request = trailersSent(DANGEROUS + "X-Sum: 1234\r\n");
        assertThat(request.content().trailers().lines())
                .extracting(Fields.Line::name)
                .containsExactly("X-Sum");
    }

    @Test
    void trailersOfAResponseReachTheClient() {
        Reply reply = trailersAnswered("X-Sum: 1234\r\n");
        assertThat(reply.trailers().only("X-Sum")).isEqualTo("1234");
        assertThat(reply.field("Trailer")).isEqualTo("X-Sum");
    }

    @Test
    void dangerousTrailersOfAResponseAreDropped() {
        assertThat(trailersAnswered(DANGEROUS + "X-Sum: 1234\r\n").trailers().lines())
                .extracting(Fields.Line::name)
                .containsExactly("X-Sum");
    }

    @Test
    void tooManyTrailersAreRefused() {
        try (AttackedProxy proxy = new AttackedProxy()) {
            proxy.breaksOffWithOneOf(
                    Set.of(400, 431), Messages.chunkedPost("1\r\na\r\n0\r\n" + "X: y\r\n".repeat(10_000) + "\r\n"));
        }
    }

    @Test
    void malformedTrailersAreRefused() {
        try (AttackedProxy proxy = new AttackedProxy()) {
            proxy.breaksOff(400, Messages.chunkedPost("1\r\na\r\n0\r\nX : y\r\n\r\n"));
            proxy.breaksOff(400, Messages.chunkedPost("1\r\na\r\n0\r\nX: y\r\n z\r\n\r\n"));
            proxy.breaksOff(400, Messages.chunkedPost("1\r\na\r\n0\r\nX: \0\r\n\r\n"));
        }
    }

    private static ReceivedRequest trailersSent(String trailers) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith(
                            "Trailer: X-Sum\r\nTransfer-Encoding: chunked\r\n", "1\r\na\r\n0\r\n" + trailers + "\r\n"))
                    .read();
            ReceivedRequest request = origin.onlyRequest();
            assertThat(request.content().complete()).isTrue();
            return request;
        }
    }

    private static Reply trailersAnswered(String trailers) {
        String answer = Messages.okWith(
                "Trailer: X-Sum\r\nTransfer-Encoding: chunked\r\n", "1\r\na\r\n0\r\n" + trailers + "\r\n");
        try (TestOrigin origin = TestOrigin.answering(answer);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.getWith("TE: trailers\r\n")).read();
            assertThat(reply.complete()).isTrue();
            return reply;
        }
    }
}
