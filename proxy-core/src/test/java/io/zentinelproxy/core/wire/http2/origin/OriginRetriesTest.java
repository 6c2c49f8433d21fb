package io.zentinelproxy.core.wire.http2.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HangGuard;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Origin;
import io.zentinelproxy.core.testkit.h2.H2Request;
import io.zentinelproxy.core.testkit.h2.H2Step;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is sent to an origin again, and what never is: RFC 9113 sections 6.8 and 8.7, RFC 9110 section 9.2.2. */
class OriginRetriesTest {

    private static final List<H2Step> OK = H2Step.answer(200, "ok");
    private static final List<H2Step> REFUSE = List.of(new H2Step.Reset(H2Code.REFUSED_STREAM));
    private static final List<H2Step> REFUSE_WHEN_READ =
            List.of(new H2Step.ReadContent(), new H2Step.Reset(H2Code.REFUSED_STREAM));
    private static final String POST = Messages.postWith("Content-Length: 3\r\n", "abc");

    @Test
    void aRefusedRequestIsSentAgain() {
        try (H2Origin origin = H2Origin.inOrder(REFUSE, OK);
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(origin.requests()).hasSize(2);
            assertThat(origin.connections()).isOne();
        }
    }

    /** The origin did nothing, so that any method may be repeated, as long as its content is here. */
    @Test
    void aRefusedRequestThatIsNotIdempotentIsSentAgainWithItsContent() {
        try (H2Origin origin = H2Origin.inOrder(REFUSE_WHEN_READ, OK);
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(POST).read().status()).isEqualTo(200);
            assertThat(origin.requests()).extracting(H2Request::body).containsExactly("abc", "abc");
        }
    }

    @Test
    void aRefusedRequestWhoseContentIsGoneIsNotSentAgain() {
        try (H2Origin origin = H2Origin.inOrder(
                        List.of(
                                new H2Step.Do(request -> request.stream().awaitContent(5)),
                                new H2Step.Reset(H2Code.REFUSED_STREAM)),
                        OK);
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Length: 100000\r\n", "begin"));
            assertThat(client.read().status()).isEqualTo(503);
            Origins.awaitFaults(proxy, "stream_refused", 1);
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void aRequestThatIsRefusedEachTimeIsGivenUp() {
        try (H2Origin origin = H2Origin.inOrder(REFUSE, REFUSE, REFUSE, OK);
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(503);
            Origins.awaitFaults(proxy, "stream_refused", 1);
            assertThat(origin.requests()).hasSize(3);
        }
    }

    @Test
    void aRequestThatIsResetForAnotherReasonIsNotSentAgain() {
        for (H2Code code : List.of(H2Code.INTERNAL_ERROR, H2Code.CANCEL, H2Code.NO_ERROR, H2Code.ENHANCE_YOUR_CALM)) {
            try (H2Origin origin = H2Origin.inOrder(OK, List.of(new H2Step.Reset(code)), OK);
                    RunningProxy proxy = Origins.inFrontOf(origin);
                    RawClient client = proxy.connect()) {
                client.send(Messages.GET).read();
                assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
                Origins.awaitFaults(proxy, "stream_reset", 1);
                assertThat(origin.requests()).hasSize(2);
                assertThat(origin.connections()).isOne();
            }
        }
    }

    @Test
    void aRequestAboveTheLastStreamOfAGoawayIsSentOnAnotherConnection() {
        try (H2Origin origin = H2Origin.inOrder(List.of(new H2Step.GoAway(0, H2Code.NO_ERROR)), OK);
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(POST).read().status()).isEqualTo(200);
            assertThat(origin.requests()).extracting(H2Request::body).containsExactly("abc", "abc");
            assertThat(origin.connections()).isEqualTo(2);
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void aRequestUpToTheLastStreamOfAGoawayIsStillAnswered() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        try (H2Origin origin = H2Origin.inOrder(
                        List.of(
                                new H2Step.GoAway(1, H2Code.NO_ERROR),
                                new H2Step.Do(request -> request.connection().roundTrip()),
                                new H2Step.Do(request -> told.countDown()),
                                new H2Step.WaitFor(answers),
                                H2Step.head(200),
                                H2Step.lastContent("old")),
                        OK);
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient first = proxy.connect().send(Messages.GET);
                RawClient second = proxy.connect()) {
            assertThat(told.await(HangGuard.LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
            assertThat(second.send(Messages.GET).read().body()).isEqualTo("ok");
            assertThat(origin.connections()).isEqualTo(2);
            answers.countDown();
            assertThat(first.read().body()).isEqualTo("old");
            origin.awaitConnectionClosed(0);
        }
    }

    /** First a warning without an end, then the end (section 6.8). */
    @Test
    void anOriginThatSaysGoodbyeInTwoStepsLosesNoRequest() {
        try (H2Origin origin = H2Origin.answering(200, "ok");
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            origin.connection(0).send(H2Frame.goAway(Integer.MAX_VALUE, H2Code.NO_ERROR));
            origin.connection(0).awaitClosed();
            assertThat(client.send(POST).read().status()).isEqualTo(200);
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    /** The place of the request before is its own for a moment, until the connection takes no stream any more. */
    @Test
    void aRequestWhoseStreamIsNotOpenedAnyMoreIsSentOnAnotherConnectionWithTheContentThatIsYetToCome() {
        CountDownLatch answers = new CountDownLatch(1);
        try (H2Origin origin = H2Origin.inOrder(
                        List.of(new H2Step.WaitFor(answers), answerAndGoodbye()),
                        List.of(new H2Step.ReadContent(), H2Step.only(200)));
                RunningProxy proxy = Origins.with(
                        "max-h2-streams 1", origin, Piece.upstream("connection-pool { max-connections 1; }"));
                RawClient first = proxy.connect().send(Messages.GET);
                RawClient second = proxy.connect()) {
            origin.awaitRequests(1);
            second.send("POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 3\r\n\r\n");
            await().until(() -> MetricSamples.of(proxy).get("zentinel_queued_requests") == 1);
            answers.countDown();
            assertThat(first.read().status()).isEqualTo(200);
            assertThat(second.send("abc").read().status()).isEqualTo(200);
            assertThat(origin.requests().get(1).body()).isEqualTo("abc");
        }
    }

    /** In one piece, so that the second frame is read while who waited for the place is still being woken. */
    private static H2Step answerAndGoodbye() {
        byte[] ok = {(byte) 0x88};
        return H2Step.frames(
                H2Frame.headers(1, ok, H2Frame.END_STREAM | H2Frame.END_HEADERS), H2Frame.goAway(1, H2Code.NO_ERROR));
    }

    @Test
    void anIdempotentRequestOnAUsedConnectionThatDiesIsSentOnAnother() {
        for (H2Step death : List.of(new H2Step.Close(), new H2Step.Abort())) {
            try (H2Origin origin = H2Origin.inOrder(OK, List.of(death), OK);
                    RunningProxy proxy = Origins.inFrontOf(origin);
                    RawClient client = proxy.connect()) {
                client.send(Messages.GET).read();
                assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
                assertThat(origin.connections()).isEqualTo(2);
            }
        }
    }

    /** The origin may have done what was asked before its connection died. */
    @Test
    void aRequestThatIsNotIdempotentIsNotSentTwice() {
        try (H2Origin origin = H2Origin.inOrder(OK, List.of(new H2Step.Close()), OK);
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            assertThat(client.send(POST).read().status()).isEqualTo(502);
            Origins.awaitFaults(proxy, "closed_early", 1);
            assertThat(origin.requests()).hasSize(2);
        }
    }

    @Test
    void aRequestOnAFreshConnectionThatDiesIsNotSentAgain() {
        try (H2Origin origin = H2Origin.inOrder(List.of(new H2Step.Close()), OK);
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void anOriginThatHasClosedItsIdleConnectionIsServedOverAnother() {
        try (H2Origin origin = H2Origin.answering(200, "ok");
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            origin.connection(0).end();
            // The origin has closed it by now, and the proxy has not yet seen that for certain.
            String open = "zentinel_connection_pool_size{endpoint=\"127.0.0.1:"
                    + origin.address().getPort() + "\",upstream=\"origin\"}";
            await().until(() -> MetricSamples.of(proxy).get(open) == 0);
            assertThat(client.send(POST).read().status()).isEqualTo(200);
        }
    }

    @Test
    void nothingIsSentAgainOnceAnAnswerHasBegun() {
        for (H2Step end : List.of(new H2Step.Reset(H2Code.REFUSED_STREAM), new H2Step.GoAway(0, H2Code.NO_ERROR))) {
            try (H2Origin origin = H2Origin.inOrder(List.of(H2Step.head(200), H2Step.content("ab"), end), OK);
                    RunningProxy proxy = Origins.inFrontOf(origin);
                    RawClient client = proxy.connect()) {
                Reply reply = client.send(Messages.GET).read();
                assertThat(reply.complete() && reply.status() == 200).isFalse();
                assertThat(origin.requests()).hasSize(1);
            }
        }
    }

    @Test
    void aStreamThatIsResetInTheMiddleOfItsAnswerIsABrokenAnswer() {
        try (H2Origin origin = H2Origin.inOrder(
                        List.of(
                                H2Step.head(200, "content-length", "4"),
                                H2Step.content("ab"),
                                new H2Step.Reset(H2Code.INTERNAL_ERROR)),
                        OK);
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect();
                RawClient other = proxy.connect()) {
            Reply reply = client.send(Messages.GET).read();
            assertThat(reply.complete() && reply.status() == 200).isFalse();
            assertThat(other.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(origin.connections()).as("the others go on").isOne();
        }
    }

    @Test
    void aConnectionThatDiesInTheMiddleOfAnAnswerIsABrokenAnswer() {
        try (H2Origin origin =
                        H2Origin.inOrder(List.of(H2Step.head(200), H2Step.content("ab"), new H2Step.Abort()), OK);
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect();
                RawClient other = proxy.connect()) {
            Reply reply = client.send(Messages.GET).read();
            assertThat(reply.complete() && reply.status() == 200).isFalse();
            assertThat(other.send(Messages.GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void anOriginThatAsksForHttp1GetsTheRequestInIt() {
        try (TestOrigin older = TestOrigin.answering(Messages.okWith("Content-Length: 3\r\n", "old"))
                        .overTls(Origins.speaking("http/1.1"));
                H2Origin origin = H2Origin.doing(new H2Step.ReadContent(), new H2Step.Reset(H2Code.HTTP_1_1_REQUIRED))
                        .overTls(Origins.speaking("h2"))) {
            try (Switchboard switchboard = new Switchboard(origin.address(), older.address());
                    RunningProxy proxy = RunningProxy.inFrontOf(switchboard.address(), Origins.TLS);
                    RawClient client = proxy.connect()) {
                assertThat(client.send(POST).read().body()).isEqualTo("old");
                assertThat(origin.requests()).hasSize(1);
                assertThat(older.onlyRequest().body()).isEqualTo("abc");
            }
        }
    }

    @Test
    void anOriginThatAsksForHttp1IsAFaultWhereThatIsNotSpoken() {
        try (H2Origin origin = H2Origin.doing(new H2Step.Reset(H2Code.HTTP_1_1_REQUIRED));
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            Origins.awaitFaults(proxy, "http1_required", 1);
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void contentThatIsHeldIsSentAgainHoweverLongItIs() {
        try (H2Origin origin = H2Origin.inOrder(REFUSE_WHEN_READ, OK);
                RunningProxy proxy = Origins.inFrontOf(origin, Piece.route("policies { buffer-requests #true; }"));
                RawClient client = proxy.connect()) {
            String content = "x".repeat(200_000);
            assertThat(client.send(Messages.postWith("Content-Length: 200000\r\n", content))
                            .read()
                            .status())
                    .isEqualTo(200);
            assertThat(origin.requests()).extracting(H2Request::body).containsExactly(content, content);
        }
    }
}
