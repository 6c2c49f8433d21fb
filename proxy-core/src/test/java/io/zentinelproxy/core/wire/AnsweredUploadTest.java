package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of two connections whose request is answered before all of it has come: RFC 9112 sections 9.3 and 9.6. The client's goes on
 * where the rest is little and comes soon; the origin's where all of the request was sent.
 */
class AnsweredUploadTest {
    private static final List<Step> ANSWER_FIRST = List.of(Step.send(Messages.OK), new Step.ReadBody());

    private static final String CLOSING =
            "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbig";

    /** A request whose content is framed so and is still to come. */
    private static String head(String framing) {
        return Messages.postWith(framing + "\r\n", "");
    }

    /** An origin that answers, and goes once its answer is where it belongs. */
    private static List<Step> leaving(CountDownLatch answered) {
        return List.of(Step.send(CLOSING), new Step.WaitFor(answered), new Step.Reset());
    }

    private static void goesOn(RawClient client, Reply answer) {
        assertThat(answer.fields().has("Connection")).isFalse();
        assertThat(client.send(Messages.get("/next")).read().body()).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 6||abcdef",
                "Content-Length: 6|abc|def",
                "Content-Length: 6|abcdef|",
                "Transfer-Encoding: chunked||6\r\nabcdef\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked|3\r\nabc\r\n|3\r\ndef\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked|6\r\nabcdef\r\n|0\r\n\r\n",
                "Transfer-Encoding: chunked|6\r\nabcdef\r\n0\r\n\r\n|"
            })
    void bothConnectionsGoOnWhenTheRestFollowsTheAnswer(String parts) {
        String[] part = parts.split("\\|", -1);
        try (TestOrigin origin = TestOrigin.scripted(
                        request -> request.target().equals("/next") ? Messages.ANSWER_OK : ANSWER_FIRST);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply answer = client.send(head(part[0]) + part[1]).read();
            assertThat(answer.body()).isEqualTo("ok");
            client.send(part[2]);
            goesOn(client, answer);
            List<ReceivedRequest> seen = origin.awaitRequests(2);
            assertThat(seen).extracting(ReceivedRequest::connection).containsExactly(0, 0);
            assertThat(seen.getFirst().body()).isEqualTo("abcdef");
        }
    }

    @Test
    void requestThatComesWithTheRestIsTheNext() {
        try (TestOrigin origin = TestOrigin.scripted(
                        request -> request.target().equals("/next") ? Messages.ANSWER_OK : ANSWER_FIRST);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            String content = Messages.get("/content");
            assertThat(client.send(head("Content-Length: " + content.length()))
                            .read()
                            .status())
                    .isEqualTo(200);
            client.send(content + Messages.get("/next"));
            assertThat(client.read().body()).isEqualTo("ok");
            assertThat(origin.awaitRequests(2))
                    .extracting(ReceivedRequest::target)
                    .containsExactly("/", "/next");
        }
    }

    /** Whoever answers before the end of a request has time for a second answer, of which nobody may get anything. */
    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 408 Request Timeout\r\nContent-Length: 4\r\n\r\nevil", "\0"})
    void octetsBehindAnEarlyAnswerAreNeverTheNextAnswer(String unasked) {
        HandClock clock = new HandClock();
        try (TestOrigin origin = TestOrigin.scripted(
                        request -> request.target().equals("/next") ? Messages.ANSWER_OK : ANSWER_FIRST);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock);
                RawClient client = proxy.connect()) {
            Reply answer = client.send(head("Content-Length: 6")).read();
            assertThat(answer.body()).isEqualTo("ok");
            origin.push(0, unasked);
            client.send("abcdef");
            goesOn(client, answer);
            assertThat(origin.awaitRequests(2))
                    .extracting(ReceivedRequest::connection)
                    .containsExactly(0, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200_000, 1})
    void restThatTheOriginNoLongerTakesIsReadAndThrownAway(int octets) {
        CountDownLatch answered = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.inOrder(leaving(answered), Messages.ANSWER_OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply answer = client.send(head("Content-Length: " + octets)).read();
            assertThat(answer.status()).isEqualTo(413);
            answered.countDown();
            origin.awaitConnectionClosed(0);
            client.send("x".repeat(octets));
            goesOn(client, answer);
            assertThat(origin.requests()).hasSize(2);
        }
    }

    @Test
    void chunkedRestThatTheOriginNoLongerTakesIsReadAndThrownAway() {
        CountDownLatch answered = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.inOrder(leaving(answered), Messages.ANSWER_OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply answer = client.send(head("Transfer-Encoding: chunked")).read();
            assertThat(answer.status()).isEqualTo(413);
            answered.countDown();
            origin.awaitConnectionClosed(0);
            for (int chunk = 0; chunk < 20; chunk++) {
                client.send("2000\r\n" + "x".repeat(0x2000) + "\r\n");
            }
            client.send("0\r\n\r\n");
            goesOn(client, answer);
        }
    }

    /** The client is told, and the end of the connection costs it no octet of the answer. */
    @Test
    void connectionEndsWhereMuchIsToCome() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(Messages.OK), new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(head("Content-Length: 8000000"));
            Reply answer = client.read();
            assertThat(answer.body()).isEqualTo("ok");
            assertThat(answer.fields().all("Connection")).containsExactly("close");
            assertThat(client.awaitClosed()).isTrue();
            assertThat(client.wasReset()).isFalse();
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void connectionEndsWhereTheRestHasNoEnd() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(Messages.OK), new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(head("Transfer-Encoding: chunked")).read().body())
                    .isEqualTo("ok");
            byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes();
            boolean taken = true;
            while (taken) {
                taken = client.trySend(chunk);
            }
            origin.awaitConnectionClosed(0);
        }
    }

    /** Takes as long as is waited for the rest. */
    @Test
    void connectionEndsWhereTheRestDoesNotCome() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(Messages.OK), new Step.ReadBody());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(head("Content-Length: 6") + "abc").read().body())
                    .isEqualTo("ok");
            assertThat(client.awaitClosed()).isTrue();
            assertThat(client.wasReset()).isFalse();
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void connectionEndsWhereTheRestIsNoContent() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(Messages.OK), new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(head("Transfer-Encoding: chunked")).read().body())
                    .isEqualTo("ok");
            client.send("zz\r\n");
            assertThat(client.awaitClosed()).isTrue();
            origin.awaitConnectionClosed(0);
        }
    }

    /** It may send its content still, or may not: whatever comes next is not told from it. */
    @Test
    void clientThatWasNotToldToGoOnIsToldThatItsConnectionEnds() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(Messages.OK), new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply answer = client.send(head("Expect: 100-continue\r\nContent-Length: 6"))
                    .read();
            assertThat(answer.body()).isEqualTo("ok");
            assertThat(answer.fields().all("Connection")).containsExactly("close");
            assertThat(client.awaitClosed()).isTrue();
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void clientThatDidNotWaitToBeToldGoesOn() {
        try (TestOrigin origin = TestOrigin.scripted(
                        request -> request.target().equals("/next") ? Messages.ANSWER_OK : ANSWER_FIRST);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply answer = client.send(head("Expect: 100-continue\r\nContent-Length: 6") + "abcdef")
                    .read();
            goesOn(client, answer);
        }
    }

    @Test
    void clientThatWasToldToGoOnGoesOnBehindTheAnswer() {
        List<Step> continued =
                List.of(Step.send("HTTP/1.1 100 Continue\r\n\r\n"), Step.send(Messages.OK), new Step.ReadBody());
        try (TestOrigin origin = TestOrigin.scripted(
                        request -> request.target().equals("/next") ? Messages.ANSWER_OK : continued);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(head("Expect: 100-continue\r\nContent-Length: 6"));
            assertThat(client.readInterim().status()).isEqualTo(100);
            Reply answer = client.read();
            client.send("abcdef");
            goesOn(client, answer);
            assertThat(origin.awaitRequests(2).getFirst().body()).isEqualTo("abcdef");
        }
    }

    @Test
    void clientThatAsksForTheEndOfItsConnectionIsNotKeptWaitingForIt() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(Messages.OK), new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(head("Connection: close\r\nContent-Length: 6") + "abc");
            assertThat(client.read().fields().all("Connection")).containsExactly("close");
            assertThat(client.awaitClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void octetsOfTheRestAreCounted(boolean taken, @TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        CountDownLatch answered = new CountDownLatch(1);
        List<Step> steps = taken ? ANSWER_FIRST : leaving(answered);
        try (TestOrigin origin = TestOrigin.doing(steps.toArray(Step[]::new));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, log.as("json"));
                RawClient client = proxy.connect()) {
            String head = head("Content-Length: 100000");
            client.send(head).read();
            answered.countDown();
            if (!taken) {
                origin.awaitConnectionClosed(0);
            }
            client.send("x".repeat(100_000));
            LogFile.Line line = log.awaitOnlyLine();
            assertThat(line.number("status")).isEqualTo(taken ? 200 : 413);
            assertThat(line.number("request_octets")).isEqualTo(head.length() + 100_000);
            assertThat(line.has("reason")).isFalse();
        }
    }

    @Test
    void nothingIsLeftOfManySuchRequests() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(Messages.OK), new Step.ReadBody());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            for (int request = 0; request < 100; request++) {
                client.send(head("Content-Length: 40000"));
                assertThat(client.read().body()).isEqualTo("ok");
                client.send("x".repeat(40_000));
            }
            await().untilAsserted(() -> {
                assertThat(proxy.server().bulkBuffersTaken()).isZero();
                assertThat(origin.requests()).hasSize(100);
            });
            assertThat(origin.connections()).isOne();
        }
    }
}
