package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Fields;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
            X-Real-IP: 6.6.6.6\r
            X_Forwarded_For: 6.6.6.6\r
            Expect: 100-continue\r
            Range: bytes=0-0\r
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Digest",
                "repr-digest",
                "Signature",
                "Signature-Input",
                "Server-Timing",
                "grpc-status",
                "x-amz-checksum-crc32c",
                "x-amz-trailer-signature"
            })
    void trailersWhoseDefinitionAllowsItReachTheOrigin(String name) {
        ReceivedRequest request = trailersSent(name + ": 1234\r\n");
        assertThat(request.content().trailers().only(name)).isEqualTo("1234");
        assertThat(request.field("Trailer")).isEqualTo("X-Sum");
    }

    @Test
    void dangerousTrailersOfARequestAreDropped() {
        assertOnlyTheDigestIsLeftOf(DANGEROUS);
    }

    /** A name that we do not know may be one that the origin trusts: CVE-2025-58068. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-User",
                "X-Admin",
                "X-Sum",
                "Content-Digest-2",
                "xContent-Digest",
                "content_digest",
                "grpc",
                "X-Amz-Checksum"
            })
    void unknownTrailersOfARequestAreDropped(String name) {
        assertOnlyTheDigestIsLeftOf(name + ": 1\r\n");
    }

    private static void assertOnlyTheDigestIsLeftOf(String trailers) {
        ReceivedRequest request = trailersSent(trailers + "Content-Digest: 1234\r\n");
        assertThat(request.content().trailers().lines())
                .extracting(Fields.Line::name)
                .containsExactly("Content-Digest");
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
            String chunk = "1\r\na\r\n0\r\n";
            proxy.breaksOff(431, "too_many_fields", Messages.chunkedPost(chunk + "X: y\r\n".repeat(10_000) + "\r\n"));
            proxy.breaksOff(
                    431, "field_value_too_long", Messages.chunkedPost(chunk + "X: " + "y".repeat(9000) + "\r\n\r\n"));
            proxy.breaksOff(431, "too_many_fields", Messages.chunkedPost(chunk + "X: y\r\n".repeat(65) + "\r\n"));
        }
    }

    @Test
    void malformedTrailersAreRefused() {
        try (AttackedProxy proxy = new AttackedProxy()) {
            proxy.breaksOff(400, "bad_field", Messages.chunkedPost("1\r\na\r\n0\r\nX : y\r\n\r\n"));
            proxy.breaksOff(400, "bad_field", Messages.chunkedPost("1\r\na\r\n0\r\nX: y\r\n z\r\n\r\n"));
            proxy.breaksOff(400, "bad_field", Messages.chunkedPost("1\r\na\r\n0\r\nX: \0\r\n\r\n"));
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
