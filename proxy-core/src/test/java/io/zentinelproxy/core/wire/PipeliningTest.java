package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Requests sent before the answers to earlier ones: RFC 9112 section 9.3.2. */
class PipeliningTest {

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        try (TestOrigin origin = TestOrigin.echo();
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.get("/1") + Messages.get("/2") + Messages.get("/3"));
            for (int i = 1; i <= 3; i++) {
                assertThat(client.read().body()).startsWith("GET /" + i + " ");
            }
        }
    }

    @Test
    void contentOfPipelinedRequestsIsNotTakenForTheNextRequest() {
        try (TestOrigin origin = TestOrigin.echo();
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            String evil = Messages.get("/evil");
            client.send(Messages.postWith("Content-Length: " + evil.length() + "\r\n", evil)
                    + Messages.chunkedPost(Integer.toHexString(evil.length()) + "\r\n" + evil + "\r\n0\r\n\r\n")
                    + Messages.get("/last"));
            assertThat(client.read().body()).startsWith("POST / ").endsWith(evil);
            assertThat(client.read().body()).startsWith("POST / ").endsWith(evil);
            assertThat(client.read().body()).startsWith("GET /last ");
        }
    }

    /** While we wait for the origin somebody reads the client: what comes then must not be lost. */
    @Test
    void requestsThatComeWhileTheOriginIsSlowAreKept() {
        CountDownLatch slow = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.scripted(request -> request.target().equals("/slow")
                        ? List.of(new Step.WaitFor(slow), new Step.Echo())
                        : List.of(new Step.Echo()));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.get("/slow"));
            origin.awaitRequests(1);
            int pipelined = 1000;
            for (int i = 0; i < pipelined; i++) {
                client.send(Messages.get("/" + i));
            }
            slow.countDown();
            assertThat(client.read().body()).startsWith("GET /slow ");
            for (int i = 0; i < pipelined; i++) {
                assertThat(client.read().body()).startsWith("GET /" + i + " ");
            }
        }
    }

    @Test
    void requestPipelinedAfterAnInvalidOneIsNeverServed() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.get("/good") + "GET /bad HTTP/1.1\r\n\r\n" + Messages.get("/evil"));
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.awaitClosed()).isTrue();
            assertThat(origin.requests()).extracting(ReceivedRequest::target).containsExactly("/good");
        }
    }

    /** CVE-2025-30346: the connection was kept, and the rest of the attack taken for requests. */
    @Test
    void invalidRequestEndsTheConnectionWhateverComesBehind() {
        try (AttackedProxy proxy = new AttackedProxy()) {
            String evil = Messages.get("/evil").repeat(3);
            proxy.refuses(400, "bad_host", "GET /bad HTTP/1.1\r\n\r\n" + evil);
            proxy.refuses(400, "bad_framing", Messages.postWith("Content-Length: 5,5\r\n", "abcde" + evil));
            proxy.refuses(400, "bad_field", Messages.getWith("X : y\r\n") + evil);
            proxy.refuses(505, "unsupported_version", "GET / HTTP/2.0\r\nHost: a.test\r\n\r\n" + evil);
            proxy.breaksOff(400, "bad_chunk", Messages.chunkedPost("x\r\n" + evil));
        }
    }

    @Test
    void requestPipelinedAfterConnectionCloseIsNeverServed() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.getWith("Connection: close\r\n") + Messages.get("/evil"));
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.awaitClosed()).isTrue();
            assertThat(origin.requests()).hasSize(1);
        }
    }

    /** The content of a request that we answered ourselves must not become the next request (CL.0). */
    @Test
    void contentOfAnUnroutedRequestIsNeverTakenForARequest() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        Piece.routes("route \"r\" { matches { path-prefix \"/served\"; }; upstream \"origin\"; }"));
                RawClient client = proxy.connect()) {
            String evil = Messages.get("/served/evil");
            Reply reply = client.send(Messages.postWith("Content-Length: " + evil.length() + "\r\n", evil))
                    .read();
            assertThat(reply.status()).isEqualTo(404);
            if (!reply.fields().listed("Connection", "close")) {
                assertThat(client.send(Messages.get("/served/good")).read().status())
                        .isEqualTo(200);
            }
            assertThat(origin.requests()).extracting(ReceivedRequest::target).isSubsetOf("/served/good");
        }
    }

    @Test
    void requestSplitIntoSingleOctetsIsServed() {
        try (TestOrigin origin = TestOrigin.echo();
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            for (char octet : Messages.chunkedPost("3\r\nabc\r\n0\r\n\r\n").toCharArray()) {
                client.send(String.valueOf(octet));
            }
            assertThat(client.read().body()).endsWith("\r\n\r\nabc");
        }
    }
}
