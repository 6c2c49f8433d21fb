package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;

/** How long a client's connection lives: RFC 9112 section 9.3. */
class KeepAliveTest {

    @Test
    void connectionServesRequestAfterRequest() {
        try (TestOrigin origin = TestOrigin.echo();
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 50; i++) {
                Reply reply = client.send(Messages.get("/" + i)).read();
                assertThat(reply.body()).startsWith("GET /" + i + " HTTP/1.1\r\n");
                assertThat(reply.fields().listed("Connection", "close")).isFalse();
            }
        }
    }

    @Test
    void connectionCloseOfTheClientIsHonoured() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.getWith("Connection: Close\r\n")).read();
            assertThat(reply.body()).isEqualTo("ok");
            assertThat(reply.fields().listed("Connection", "close")).isTrue();
            assertThat(client.awaitClosed()).isTrue();
        }
    }

    @Test
    void connectionCloseOfTheOriginDoesNotCloseTheClientsConnection() {
        try (TestOrigin origin =
                        TestOrigin.answering(Messages.okWith("Connection: close\r\nContent-Length: 2\r\n", "ok"));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().fields().listed("Connection", "close"))
                    .isFalse();
            assertThat(client.send(Messages.GET).read().body()).isEqualTo("ok");
        }
    }

    @Test
    void idleConnectionIsClosedWithoutAWord() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.listener("keepalive-timeout \"200ms\""));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            assertThat(client.awaitClosed()).isTrue();
        }
    }

    @Test
    void lastRequestThatAConnectionMayServeSaysSo() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.listener("keepalive-max-requests 2"));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().fields().listed("Connection", "close"))
                    .isFalse();
            assertThat(client.send(Messages.GET).read().fields().listed("Connection", "close"))
                    .isTrue();
            assertThat(client.awaitClosed()).isTrue();
        }
    }
}
