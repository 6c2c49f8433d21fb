package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.Messages.ANSWER_OK;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An idle connection may end while we send on it: RFC 9110 section 9.2.2, RFC 9112 section 9.3.1. */
class StaleConnectionTest {

    private static final List<Step> CLOSE = List.of(new Step.Close());
    private static final List<Step> RESET = List.of(new Step.ReadBody(), new Step.Reset());
    private static final String PUT = "PUT / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\n\r\nabc";
    private static final String POST = Messages.postWith("Content-Length: 3\r\n", "abc");

    @Test
    void requestAfterTheOriginHasClosedItsIdleConnectionIsServed() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            origin.closeConnection(0);
            assertThat(client.send(POST).read().status()).isEqualTo(200);
            assertThat(origin.awaitRequests(2).get(1).body()).isEqualTo("abc");
        }
    }

    @Test
    void requestOnAReusedConnectionThatDiesUnderItIsTriedOnceMore() {
        for (List<Step> death : List.of(CLOSE, RESET)) {
            try (TestOrigin origin = TestOrigin.inOrder(ANSWER_OK, death, ANSWER_OK);
                    RunningProxy proxy = RunningProxy.inFrontOf(origin);
                    RawClient client = proxy.connect()) {
                client.send(Messages.GET).read();
                assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
                assertThat(origin.requests())
                        .extracting(ReceivedRequest::connection)
                        .containsExactly(0, 0, 1);
            }
        }
    }

    @Test
    void secondTryThatFailsIsTheLast() {
        try (TestOrigin origin = TestOrigin.inOrder(ANSWER_OK, CLOSE, CLOSE, ANSWER_OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            assertThat(origin.requests()).hasSize(3);
        }
    }

    @Test
    void requestOnAFreshConnectionIsNotTriedAgain() {
        try (TestOrigin origin = TestOrigin.inOrder(CLOSE, ANSWER_OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            assertThat(origin.requests()).hasSize(1);
        }
    }

    /** The origin may have done what was asked before it closed: doing it twice is for nobody but the client to decide. */
    @Test
    void requestThatIsNotIdempotentIsNotSentTwice() {
        try (TestOrigin origin = TestOrigin.inOrder(ANSWER_OK, RESET, ANSWER_OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            assertThat(client.send(POST).read().status()).isEqualTo(502);
            assertThat(origin.requests()).hasSize(2);
        }
    }

    /** Content that has left cannot be sent again, unless it was kept: complete, or an error; never half. */
    @Test
    void idempotentRequestWithContentIsSentAgainCompleteOrNotAtAll() {
        try (TestOrigin origin = TestOrigin.inOrder(ANSWER_OK, RESET, ANSWER_OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            assertThat(client.send(PUT).read().status()).isIn(200, 502);
            assertThat(origin.requests().stream().skip(2))
                    .allMatch(request -> request.body().equals("abc"));
        }
    }

    @Test
    void halfAnAnswerIsNotTriedAgain() {
        try (TestOrigin origin = TestOrigin.inOrder(
                        ANSWER_OK, List.of(Step.send("HTTP/1.1 200 OK\r\nContent-Le"), new Step.Close()), ANSWER_OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            assertThat(origin.requests()).hasSize(2);
        }
    }

    /** An origin that is slow is not dead: asked again, it would have twice the work and the client twice the wait. */
    @Test
    void originThatAnswersTooLateOnAReusedConnectionIsNotAskedAgain() {
        HandClock clock = new HandClock();
        try (TestOrigin origin =
                        TestOrigin.inOrder(Messages.ANSWER_OK, List.of(new Step.AwaitClose()), Messages.ANSWER_OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            client.send(Messages.GET);
            origin.awaitRequests(2);
            assertThat(clock.advanceDuring(client::read, Duration.ofSeconds(31)).status())
                    .isEqualTo(504);
            assertThat(origin.requests()).hasSize(2);
        }
    }
}
