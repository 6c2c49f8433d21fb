package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that end too early, and what stands behind those that end in time: RFC 9112 sections 8 and 9.3.2. */
class TruncatedRequestTest {

    /** The origin must never take the half for the whole. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 6\r\n\r\nabc",
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabc",
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n"
            })
    void endInTheMiddleOfTheContentAbortsTheRequestAtTheOrigin(String half) {
        for (boolean orderly : new boolean[] {true, false}) {
            abortsAtTheOrigin("POST / HTTP/1.1\r\nHost: a.test\r\n" + half, orderly);
        }
    }

    private static void abortsAtTheOrigin(String half, boolean orderly) {
        try (RefusalWitness witness = new RefusalWitness();
                TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, witness.piece())) {
            RawClient client = proxy.connect().send(half);
            origin.awaitOctets(0, "abc");
            if (orderly) {
                client.close();
            } else {
                client.abort();
            }
            origin.awaitConnectionClosed(0);
            ReceivedRequest request = origin.onlyRequest();
            assertThat(request.content().complete()).isFalse();
            assertThat(witness.reasonOf(request.field("X-Request-Id"), proxy, Map.of()))
                    .isEqualTo("client_gone");
            try (RawClient other = proxy.connect()) {
                assertThat(other.send(Messages.GET).read().body()).isEqualTo("ok");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "G",
                "GET / HTTP/1.1\r\n",
                "GET / HTTP/1.1\r\nHost: a.test\r\n",
                "GET / HTTP/1.1\r\nHost: a.test\r\n\r"
            })
    void endInTheMiddleOfTheHeadReachesNobody(String half) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(half).halfClose();
            assertThat(client.readToEnd()).isEmpty();
            assertThat(origin.receivedOctets()).isZero();
        }
    }

    /** What follows the last octet of the content is a request, and judged as one. */
    @Test
    void octetsBehindTheContentAreTheNextRequest() {
        for (String whole : new String[] {
            Messages.postWith("Content-Length: 3\r\n", "abc"), Messages.chunkedPost("3\r\nabc\r\n0\r\n\r\n")
        }) {
            try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                    RunningProxy proxy = RunningProxy.inFrontOf(origin);
                    RawClient client = proxy.connect()) {
                client.send(whole + Messages.get("/next") + "GARBAGE\r\n\r\n" + Messages.get("/never"));
                assertThat(client.read().status()).isEqualTo(200);
                assertThat(client.read().status()).isEqualTo(200);
                assertThat(client.read().status()).isEqualTo(400);
                assertThat(client.awaitClosed()).isTrue();
                assertThat(origin.requests())
                        .extracting(ReceivedRequest::target)
                        .containsExactly("/", "/next");
            }
        }
    }
}
