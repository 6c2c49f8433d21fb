package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * A client that goes away takes its call to the origin with it. The origin of these tests would wait for ever, and the proxy's own
 * timeouts are longer than the hang guard: only the client's going can end the connection in time.
 */
class ClientGoneTest {

    private static final Step[] NEVER_ANSWER = {new Step.ReadBody(), new Step.AwaitClose()};
    private static final Piece HALF_CLOSE = Piece.listener("allow-half-close #true");

    @Test
    void resetWhileWeWaitForTheOriginCancelsTheCall() {
        try (TestOrigin origin = TestOrigin.doing(NEVER_ANSWER);
                RunningProxy proxy = RunningProxy.inFrontOf(origin)) {
            RawClient client = proxy.connect().send(Messages.GET);
            origin.awaitRequests(1);
            client.abort();
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void closeWhileWeWaitForTheOriginCancelsTheCall() {
        try (TestOrigin origin = TestOrigin.doing(NEVER_ANSWER);
                RunningProxy proxy = RunningProxy.inFrontOf(origin)) {
            RawClient client = proxy.connect().send(Messages.postWith("Content-Length: 3\r\n", "abc"));
            origin.awaitRequests(1);
            client.close();
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void closeBehindPipelinedRequestsCancelsTheCall() {
        try (TestOrigin origin = TestOrigin.doing(NEVER_ANSWER);
                RunningProxy proxy = RunningProxy.inFrontOf(origin)) {
            RawClient client = proxy.connect().send(Messages.GET);
            origin.awaitRequests(1);
            client.send(Messages.GET.repeat(10));
            client.close();
            origin.awaitConnectionClosed(0);
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void halfCloseCountsAsGone() {
        try (TestOrigin origin = TestOrigin.doing(NEVER_ANSWER);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect().send(Messages.GET)) {
            origin.awaitRequests(1);
            client.halfClose();
            origin.awaitConnectionClosed(0);
            assertThat(client.awaitClosed()).isTrue();
        }
    }

    @Test
    void halfCloseIsAllowedWhereTheListenerSaysSo() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.doing(new Step.WaitFor(answer), Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, HALF_CLOSE);
                RawClient client = proxy.connect().send(Messages.GET)) {
            origin.awaitRequests(1);
            client.halfClose();
            // Long enough for a watcher to take the end of the stream for the client's going.
            java.util.concurrent.locks.LockSupport.parkNanos(300_000_000);
            answer.countDown();
            assertThat(client.read().body()).isEqualTo("ok");
            assertThat(client.awaitClosed()).isTrue();
        }
    }

    @Test
    void resetCancelsTheCallWhereHalfCloseIsAllowed() {
        try (TestOrigin origin = TestOrigin.doing(NEVER_ANSWER);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, HALF_CLOSE)) {
            RawClient client = proxy.connect().send(Messages.GET);
            origin.awaitRequests(1);
            client.abort();
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void clientThatGoesInTheMiddleOfItsUploadLeavesNoCompleteRequest() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin)) {
            for (String half : new String[] {
                Messages.postWith("Content-Length: 6\r\n", "abc"), Messages.chunkedPost("3\r\nabc\r\n")
            }) {
                int before = origin.requests().size();
                RawClient client = proxy.connect().send(half);
                origin.awaitOctets(before, "abc");
                client.close();
                origin.awaitConnectionClosed(before);
                assertThat(origin.requests().get(before).content().complete()).isFalse();
            }
        }
    }

    @Test
    void clientThatGoesInTheMiddleOfTheAnswerFreesTheOrigin() {
        long length = 1_000_000_000_000L;
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send(Messages.okWith("Content-Length: " + length + "\r\n", "")),
                        new Step.SendPattern(length));
                RunningProxy proxy = RunningProxy.inFrontOf(origin)) {
            RawClient client = proxy.connect().send(Messages.GET);
            client.readHead();
            client.readRaw(1_000_000);
            client.abort();
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void clientThatGoesWhileTheAnswerPausesFreesTheOrigin() {
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send(Messages.okWith("Content-Length: 6\r\n", "abc")), new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin)) {
            RawClient client = proxy.connect().send(Messages.GET);
            client.readHead();
            client.readRaw(3);
            client.close();
            origin.awaitConnectionClosed(0);
        }
    }
}
