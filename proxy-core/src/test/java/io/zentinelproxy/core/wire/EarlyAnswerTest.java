package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;

/** An origin may answer before it has the whole request: RFC 9112 section 9.3, RFC 9110 section 7.5. */
class EarlyAnswerTest {

    private static final String TOO_LARGE =
            "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbig";

    @Test
    void answerReachesTheClientBeforeItHasSentItsContent() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(Messages.OK), new Step.ReadBody());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Length: 6\r\n", "abc"));
            assertThat(client.read().body()).isEqualTo("ok");
        }
    }

    /** Whether the rest is taken or the connection ends, the rest is never the next request. */
    @Test
    void restOfTheContentIsNeverTakenForTheNextRequest() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(Messages.OK), new Step.ReadBody());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            String evil = Messages.get("/evil");
            client.send(Messages.postWith("Content-Length: " + evil.length() + "\r\n", ""));
            Reply early = client.read();
            assertThat(early.status()).isEqualTo(200);
            if (!early.fields().listed("Connection", "close")
                    && client.trySend((evil + Messages.get("/good")).getBytes())) {
                Reply next = client.readUnlessClosed();
                assertThat(next == null ? 200 : next.status()).isEqualTo(200);
            }
            assertThat(origin.requests()).noneMatch(request -> request.target().equals("/evil"));
        }
    }

    @Test
    void refusalOfALargeUploadReachesTheClientWhenTheOriginClosesAtOnce() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(TOO_LARGE), new Step.Close());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Length: 8000000\r\n", ""));
            Thread upload = Thread.startVirtualThread(() -> client.trySend(new byte[8_000_000]));
            Reply reply = client.read();
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.body()).isEqualTo("big");
            assertThat(upload).isNotNull();
        }
    }

    @Test
    void connectionWhoseRequestWasNotSentToItsEndIsNotReused() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin)) {
            RawClient first = proxy.connect();
            first.send(Messages.postWith("Content-Length: 6\r\n", "abc"));
            assertThat(first.read().body()).isEqualTo("ok");
            first.close();
            try (RawClient second = proxy.connect()) {
                assertThat(second.send(Messages.GET).read().body()).isEqualTo("ok");
            }
            assertThat(origin.awaitRequests(2).get(1).connection()).isEqualTo(1);
        }
    }

    @Test
    void largeUploadThatIsCutShortByItsAnswerGivesItsBulkBufferBack() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(TOO_LARGE), new Step.Close());
                RunningProxy proxy = RunningProxy.inFrontOf(origin)) {
            for (int upload = 0; upload < 8; upload++) {
                try (RawClient client = proxy.connect()) {
                    // The answer may end the connection while this is on its way.
                    client.trySend(Messages.postWith("Content-Length: 8000000\r\n", "x".repeat(100_000))
                            .getBytes());
                    assertThat(client.read().status()).isEqualTo(413);
                }
            }
            await().untilAsserted(
                            () -> assertThat(proxy.server().bulkBuffersTaken()).isZero());
        }
    }
}
