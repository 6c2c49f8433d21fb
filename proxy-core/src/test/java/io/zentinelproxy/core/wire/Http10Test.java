package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Body;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;

/** HTTP/1.0 on either side: RFC 9112 sections 2.3, 6.1, 9.3 and appendix C.2. */
class Http10Test {

    private static final String GET10 = "GET / HTTP/1.0\r\nHost: a.test\r\n\r\n";

    @Test
    void connectionOfAnHttp10ClientIsClosedAfterTheAnswer() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(GET10).read().body()).isEqualTo("ok");
            assertThat(client.awaitClosed()).isTrue();
            assertThat(origin.onlyRequest().version()).isEqualTo("HTTP/1.1");
        }
    }

    @Test
    void http10ClientMayAskToKeepTheConnection() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            String get = "GET / HTTP/1.0\r\nHost: a.test\r\nConnection: Keep-Alive\r\n\r\n";
            Reply reply = client.send(get).read();
            assertThat(reply.fields().listed("Connection", "keep-alive")).isTrue();
            assertThat(client.send(get).read().body()).isEqualTo("ok");
        }
    }

    @Test
    void chunkedAnswerReachesAnHttp10ClientWithoutChunks() {
        String chunked = Messages.okWith("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        try (TestOrigin origin = TestOrigin.answering(chunked);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply reply = client.send("GET / HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\n\r\n")
                    .read();
            assertThat(reply.fields().has("Transfer-Encoding")).isFalse();
            assertThat(reply.content().framing()).isEqualTo(Body.Framing.UNTIL_CLOSE);
            assertThat(reply.fields().listed("Connection", "keep-alive")).isFalse();
            assertThat(reply.body()).isEqualTo("abcde");
            assertThat(reply.complete()).isTrue();
        }
    }

    /** An HTTP/1.0 client has no other way to see that something is missing. */
    @Test
    void chunkedAnswerCutShortEndsInAResetForAnHttp10Client() {
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send(Messages.okWith("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n")),
                        new Step.Close());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply head = client.send(GET10).readHead();
            assertThat(head.status()).isEqualTo(200);
            client.readToEnd();
            assertThat(client.wasReset()).isTrue();
        }
    }

    @Test
    void http10RequestWithoutHostIsServed() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send("GET / HTTP/1.0\r\n\r\n").read().body()).isEqualTo("ok");
            assertThat(origin.onlyRequest().fields().all("Host"))
                    .as("an HTTP/1.1 request carries Host: RFC 9112 section 3.2")
                    .containsExactly("127.0.0.1:" + proxy.address().getPort());
        }
    }

    @Test
    void contentOfAnHttp10RequestIsForwarded() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send("POST / HTTP/1.0\r\nHost: a.test\r\nContent-Length: 3\r\n\r\nabc")
                    .read();
            assertThat(origin.onlyRequest().body()).isEqualTo("abc");
        }
    }

    @Test
    void answerUntilCloseIsChunkedForAnHttp11Client() {
        try (TestOrigin origin = TestOrigin.doing(
                        new Step.ReadBody(), Step.send("HTTP/1.0 200 OK\r\nX: y\r\n\r\nabcde"), new Step.Close());
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.GET).read();
            assertThat(reply.version()).isEqualTo("HTTP/1.1");
            assertThat(reply.content().framing()).isEqualTo(Body.Framing.CHUNKED);
            assertThat(reply.body()).isEqualTo("abcde");
            assertThat(reply.complete()).isTrue();
            assertThat(client.send(Messages.GET).read().body()).isEqualTo("abcde");
        }
    }

    @Test
    void connectionToAnHttp10OriginIsNotReused() {
        try (TestOrigin origin = TestOrigin.answering("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok");
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            client.send(Messages.GET).read();
            assertThat(origin.connections()).isEqualTo(2);
        }
    }
}
