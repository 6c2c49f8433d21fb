package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 100-continue from end to end: RFC 9110 section 10.1.1. */
class ExpectContinueTest {

    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
    private static final String POST = Messages.postWith("Expect: 100-continue\r\nContent-Length: 3\r\n", "");

    @Test
    void contentIsSentWhenTheOriginSaysContinue() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(CONTINUE), new Step.ReadBody(), Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(POST).readInterim().status()).isEqualTo(100);
                client.send("abc");
                assertThat(client.read().body()).isEqualTo("ok");
                var request = origin.awaitRequests(i + 1).get(i);
                assertThat(request.field("Expect")).isEqualTo("100-continue");
                assertThat(request.body()).isEqualTo("abc");
            }
        }
    }

    @Test
    void chunkedContentIsSentWhenTheOriginSaysContinue() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(CONTINUE), new Step.ReadBody(), Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Expect: 100-Continue\r\nTransfer-Encoding: chunked\r\n", ""));
            assertThat(client.readInterim().status()).isEqualTo(100);
            client.send("3\r\nabc\r\n0\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("ok");
            assertThat(origin.onlyRequest().body()).isEqualTo("abc");
        }
    }

    /** The content was never sent: whatever comes on that connection next is not told from it. */
    @Test
    void finalAnswerWithoutContinueReachesTheClientAndTheOriginsConnectionIsNotReused() {
        String refusal = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno";
        try (TestOrigin origin = TestOrigin.doing(Step.send(refusal));
                RunningProxy proxy = RunningProxy.inFrontOf(origin)) {
            try (RawClient client = proxy.connect()) {
                Reply reply = client.send(POST).read();
                assertThat(reply.status()).isEqualTo(401);
                assertThat(reply.body()).isEqualTo("no");
            }
            origin.awaitConnectionClosed(0);
            try (RawClient client = proxy.connect()) {
                assertThat(client.send(Messages.GET).read().status()).isEqualTo(401);
            }
            assertThat(origin.requests().get(1).connection()).isEqualTo(1);
        }
    }

    /** A client that does not wait may send its content at once. */
    @Test
    void impatientClientMaySendItsContentWithoutContinue() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(CONTINUE), new Step.ReadBody(), Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(POST + "abc");
            Reply reply = client.read();
            assertThat((reply.status() == 100 ? client.read() : reply).body()).isEqualTo("ok");
            assertThat(origin.onlyRequest().body()).isEqualTo("abc");
        }
    }

    /** The answer comes before a single octet of content, and no 100 before it: RFC 9110 section 10.1.1. */
    @ParameterizedTest
    @ValueSource(strings = {"", "buffer-requests #true;"})
    void contentTooLargeForTheRouteIsRefusedInsteadOfContinued(String policy) {
        try (AttackedProxy proxy = new AttackedProxy(
                Piece.route("policies { max-body-size 2; " + policy + " }"), Piece.limits("max-body-size 1000"))) {
            proxy.refuses(413, POST);
            proxy.refuses(413, Messages.postWith("Expect: 100-continue\r\nContent-Length: 1001\r\n", ""));
        }
    }

    @Test
    void contentTooLargeToBeHeldIsRefusedInsteadOfContinued() {
        try (AttackedProxy proxy = new AttackedProxy(
                Piece.route("policies { buffer-requests #true; }"),
                Piece.limits("max-body-buffer-bytes 20000\nmax-memory-bytes 10000"))) {
            assertThat(proxy.refuses(413, Messages.postWith("Expect: 100-continue\r\nContent-Length: 20001\r\n", ""))
                            .body())
                    .contains("body_not_held");
            assertThat(proxy.refuses(503, Messages.postWith("Expect: 100-continue\r\nContent-Length: 10001\r\n", ""))
                            .body())
                    .contains("hold_exhausted");
        }
    }

    @Test
    void unknownExpectationFails() {
        try (AttackedProxy proxy = new AttackedProxy()) {
            proxy.refuses(417, "unknown_expectation", Messages.postWith("Expect: 200-ok\r\nContent-Length: 3\r\n", ""));
            for (String expect : new String[] {
                "y 100-continue",
                "100-continue, 100-continue",
                "100-continue;a=b",
                "100-continu",
                "",
                "\"100-continue\""
            }) {
                proxy.refuses(
                        417,
                        "unknown_expectation",
                        Messages.postWith("Expect: " + expect + "\r\nContent-Length: 3\r\n", ""));
            }
            proxy.refuses(
                    417,
                    "unknown_expectation",
                    Messages.postWith("Expect: 100-continue\r\nexpect: 100-continue\r\nContent-Length: 3\r\n", ""));
        }
    }

    /** Nothing is held back then, and an origin that waits all the same would have the next request for content: "0.CL". */
    @Test
    void expectationWithoutContentIsNotPassedOn() {
        try (AttackedProxy proxy = new AttackedProxy()) {
            String expect = "Expect: 100-continue\r\n";
            for (String request : new String[] {
                Messages.getWith(expect),
                Messages.postWith(expect + "Content-Length: 0\r\n", ""),
                Messages.getWith(expect + "Content-Length: 00\r\n"),
                "GET / HTTP/1.0\r\nHost: a.test\r\n" + expect + "\r\n"
            }) {
                assertThat(proxy.takes(request).fields().has("Expect")).isFalse();
            }
        }
    }

    @Test
    void continueIsSaidOnce() {
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send(CONTINUE.repeat(5)), new Step.ReadBody(), Step.send(CONTINUE + Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(POST).readInterim().status()).isEqualTo(100);
            client.send("abc");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void continueThatNobodyAskedForIsNotPassedOn() {
        try (TestOrigin origin = TestOrigin.doing(new Step.ReadBody(), Step.send(CONTINUE + Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(client.send(Messages.postWith("Content-Length: 3\r\n", "abc"))
                            .read()
                            .status())
                    .isEqualTo(200);
        }
    }
}
