package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each refusal says why, once, in its own counter: the reason code of a request as sent, and of an answer as received. */
class RefusalReasonsTest {
    private static final Piece LIMITS = Piece.limits("max-header-size 512; max-header-count 4; max-body-size 8");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bad_request_line | GET  / HTTP/1.1~Host: a~~",
                "bad_target | GET /%zz HTTP/1.1~Host: a~~",
                "bad_field | GET / HTTP/1.1~Host: a~x y: 1~~",
                "bad_host | GET / HTTP/1.1~~",
                "bad_framing | POST / HTTP/1.1~Host: a~Content-Length: +1~~",
                "bad_chunk | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~zz~",
                "unknown_coding | POST / HTTP/1.1~Host: a~Transfer-Encoding: gzip, chunked~~",
                "unsupported_version | GET / HTTP/2.0~Host: a~~",
                "method_refused | TRACE / HTTP/1.1~Host: a~~",
                "bad_range | GET / HTTP/1.1~Host: a~Range: bytes=~~",
                "unknown_expectation | GET / HTTP/1.1~Host: a~Expect: tea~~",
                "too_many_fields | GET / HTTP/1.1~Host: a~A: 1~B: 1~C: 1~D: 1~~",
                "body_too_large | POST / HTTP/1.1~Host: a~Content-Length: 9~~"
            })
    void aRefusedRequestCountsItsReasonOnce(String reason, String request) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, LIMITS);
                RawClient client = proxy.connect()) {
            client.send(request.replace("~", "\r\n")).read();
            awaitReason(proxy, reason);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bad_response | HTTP/1.1 200 OK~Content-Length: x~~",
                "bad_response | garbage~~",
                "truncated | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~zz~"
            })
    void aBadAnswerCountsItsReasonOnce(String reason, String answer) {
        try (TestOrigin origin = TestOrigin.answering(answer.replace("~", "\r\n"));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.getWith("Connection: close\r\n")).readToEnd();
            awaitReason(proxy, reason);
        }
    }

    private static void awaitReason(RunningProxy proxy, String reason) {
        await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                .containsEntry("zentinel_blocked_requests_total{reason=\"" + reason + "\"}", 1.0));
    }
}
