package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Body;
import io.zentinelproxy.core.testkit.Pattern;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Policies {@code buffer-requests}, {@code buffer-responses} and {@code failure-mode}: content that is held is really held. */
class HeldContentTest {
    private static final Piece HOLD_REQUESTS = Piece.route("policies { buffer-requests #true; }");
    private static final Piece HOLD_REQUESTS_OPEN =
            Piece.route("policies { buffer-requests #true; failure-mode \"open\"; }");
    private static final Piece HOLD_ANSWERS = Piece.route("policies { buffer-responses #true; }");
    private static final Piece HOLD_ANSWERS_OPEN =
            Piece.route("policies { buffer-responses #true; failure-mode \"open\"; }");
    private static final Piece SMALL = Piece.limits("max-body-buffer-bytes 1000");

    private static String post(int length) {
        return "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + length + "\r\n\r\n";
    }

    @Test
    void anOriginHearsNothingOfARequestBeforeItsContentIsComplete() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, HOLD_REQUESTS)) {
            try (RawClient client = proxy.connect()) {
                client.send(post(4) + "123");
            }
            try (RawClient other = proxy.connect()) {
                assertThat(other.send(post(4) + "abcd").read().status()).isEqualTo(200);
            }
            // The first request was cut off by its client: without being held it would have reached the origin.
            assertThat(origin.connections()).isEqualTo(1);
            assertThat(origin.onlyRequest().body()).isEqualTo("abcd");
        }
    }

    @Test
    void chunkedContentLeavesWithItsLength() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, HOLD_REQUESTS);
                RawClient client = proxy.connect()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(origin.onlyRequest().field("Content-Length")).isEqualTo("5");
            assertThat(origin.onlyRequest().body()).isEqualTo("abcde");
        }
    }

    @Test
    void aLargeRequestIsHeldOctetForOctet() {
        byte[] content = Pattern.octets(900_000);
        try (TestOrigin origin = TestOrigin.echo();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, HOLD_REQUESTS);
                RawClient client = proxy.connect()) {
            Reply reply = client.send(post(content.length)).send(content).read();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(origin.onlyRequest().content().crc32()).isEqualTo(Pattern.crc32(content.length));
            assertThat(client.send(post(2) + "ab").read().body()).endsWith("ab");
        }
    }

    @Test
    void aRequestTooLargeToHoldIsRefused() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, HOLD_REQUESTS, SMALL);
                RawClient client = proxy.connect()) {
            Reply reply = client.send(post(1001) + "x".repeat(1001)).read();
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.body()).contains("body_not_held");
            assertThat(origin.requests()).isEmpty();
        }
    }

    /** However it is cut: the last chunk may come after the content. */
    @Test
    void chunkedContentOfJustTheLimitIsHeld() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, HOLD_REQUESTS, SMALL);
                RawClient client = proxy.connect()) {
            String head = "POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n";
            String content = "x".repeat(1000);
            client.send(head + "3e8\r\n" + content + "\r\n").send("0\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(origin.onlyRequest().body()).isEqualTo(content);
            client.send(head + "3e9\r\n" + content + "y\r\n0\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(413);
        }
    }

    @Test
    void aRequestTooLargeToHoldGoesOnAsItComesWhereTheFailureModeIsOpen() {
        byte[] content = Pattern.octets(50_000);
        try (TestOrigin origin = TestOrigin.echo();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, HOLD_REQUESTS_OPEN, SMALL);
                RawClient client = proxy.connect()) {
            Reply reply = client.send(post(content.length)).send(content).read();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(origin.onlyRequest().content().crc32()).isEqualTo(Pattern.crc32(content.length));
        }
    }

    @Test
    void aHeldRequestIsSentAgainWhenItsReusedConnectionHasDied() {
        try (TestOrigin origin = TestOrigin.inOrder(Messages.ANSWER_OK, List.of(new Step.Close()), Messages.ANSWER_OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, HOLD_REQUESTS);
                RawClient client = proxy.connect()) {
            byte[] content = Pattern.octets(100_000);
            String put = post(content.length).replace("POST", "PUT");
            assertThat(client.send(put).send(content).read().status()).isEqualTo(200);
            assertThat(client.send(put).send(content).read().status()).isEqualTo(200);
            assertThat(origin.requests().getLast().content().crc32()).isEqualTo(Pattern.crc32(content.length));
        }
    }

    @Test
    void anAnswerThatBreaksOffIsAnErrorAndNotHalfAnAnswer() {
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345"), new Step.Close());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, HOLD_ANSWERS);
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.GET).read();
            assertThat(reply.status()).isEqualTo(502);
            assertThat(reply.complete()).isTrue();
        }
    }

    @Test
    void aHeldAnswerLeavesWithItsLength() {
        try (TestOrigin origin = TestOrigin.answering(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
                RunningProxy proxy = RunningProxy.inFrontOf(origin, HOLD_ANSWERS);
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.GET).read();
            assertThat(reply.content().framing()).isEqualTo(Body.Framing.LENGTH);
            assertThat(reply.body()).isEqualTo("abcde");
            assertThat(client.send(Messages.GET).read().body()).isEqualTo("abcde");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void anAnswerTooLargeToHoldIsAnErrorOrGoesOnAsTheFailureModeSays() {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + "x".repeat(2000);
        try (TestOrigin origin = TestOrigin.answering(answer);
                RunningProxy closed = RunningProxy.inFrontOf(origin, HOLD_ANSWERS, SMALL);
                RunningProxy open = RunningProxy.inFrontOf(origin, HOLD_ANSWERS_OPEN, SMALL);
                RawClient refused = closed.connect();
                RawClient served = open.connect()) {
            Reply reply = refused.send(Messages.GET).read();
            assertThat(reply.status()).isEqualTo(502);
            assertThat(reply.body()).contains("response_not_held");
            assertThat(served.send(Messages.GET).read().body()).isEqualTo("x".repeat(2000));
        }
    }

    @Test
    void anAnswerToHeadHasNothingToHold() {
        try (TestOrigin origin = TestOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n");
                RunningProxy proxy = RunningProxy.inFrontOf(origin, HOLD_ANSWERS, SMALL);
                RawClient client = proxy.connect()) {
            Reply reply = client.send("HEAD / HTTP/1.1\r\nHost: a.test\r\n\r\n").readAnswerTo("HEAD");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.field("Content-Length")).isEqualTo("5000");
        }
    }

    /** The origin hears of nothing and can ask for nothing: such a client would wait until its time is over. */
    @Test
    void aClientThatWaitsForContinueIsAskedForTheContentThatIsHeld() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, HOLD_REQUESTS);
                RawClient client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertThat(client.readInterim().statusLine()).isEqualTo("HTTP/1.1 100 Continue");
            assertThat(client.send("abc").read().status()).isEqualTo(200);
            assertThat(origin.onlyRequest().fields().has("Expect")).isFalse();
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
        }
    }
}
