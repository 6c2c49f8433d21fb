package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** 1xx responses: RFC 9110 section 15.2, RFC 8297. */
class InterimResponsesTest {

    private static final String HINTS = "HTTP/1.1 103 Early Hints\r\nLink: </s.css>; rel=preload\r\n\r\n";

    @Test
    void earlyHintsReachTheClientBeforeTheFinalResponse() {
        CountDownLatch rest = new CountDownLatch(1);
        try (TestOrigin origin =
                        TestOrigin.doing(Step.send(HINTS), new Step.WaitFor(rest), Step.send(HINTS + Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply hints = client.send(Messages.GET).readInterim();
            assertThat(hints.status()).isEqualTo(103);
            assertThat(hints.field("Link")).isEqualTo("</s.css>; rel=preload");
            assertThat(hints.fields().has("Content-Length")).isFalse();
            rest.countDown();
            assertThat(client.readInterim().status()).isEqualTo(103);
            assertThat(client.read().body()).isEqualTo("ok");
            assertThat(client.send(Messages.GET).readInterim().status()).isEqualTo(103);
        }
    }

    @Test
    void http10ClientGetsNoInterimResponse() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(HINTS + "HTTP/1.1 100 Continue\r\n\r\n" + Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send("GET / HTTP/1.0\r\nHost: a.test\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void floodOfInterimResponsesIsABadAnswer() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(HINTS.repeat(1000) + Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET);
            Reply reply = client.read();
            int interim = 0;
            while (reply.status() == 103) {
                interim++;
                reply = client.read();
            }
            assertThat(reply.status()).isEqualTo(502);
            assertThat(interim).isLessThan(1000);
        }
    }

    @Test
    void floodOfInterimResponsesLeavesThePoolClean() {
        for (String interim : new String[] {
            HINTS, "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 102 Processing\r\n\r\n", "HTTP/1.1 199 x\r\n\r\n"
        }) {
            try (HostileOrigin lie = HostileOrigin.answering(interim.repeat(1000) + Messages.OK)) {
                lie.isAnswered(502, "bad_response");
            }
        }
    }

    /** Nobody who speaks HTTP/1.0 knows of them: RFC 9110 section 15.2. */
    @Test
    void http10ClientIsSparedAFloodAsWell() {
        try (HostileOrigin lie = HostileOrigin.answering(HINTS.repeat(1000) + Messages.OK)) {
            lie.isAnswered(502, "bad_response", "GET /lie HTTP/1.0\r\nHost: a.test\r\n\r\n");
        }
    }

    @Test
    void switchOfProtocolsThatNobodyAskedForLeavesThePoolClean() {
        for (String behind : new String[] {"", Messages.OK, "\u0081\u0005hello"}) {
            try (HostileOrigin lie = HostileOrigin.answering(
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n" + behind)) {
                lie.isAnswered(502, "bad_response");
            }
        }
    }

    @Test
    void switchOfProtocolsThatNobodyAskedForIsABadAnswer() {
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
                        new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            origin.awaitConnectionClosed(0);
        }
    }
}
