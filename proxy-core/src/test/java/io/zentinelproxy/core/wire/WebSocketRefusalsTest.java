package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is given no WebSocket, and why: by its route, by its request, by its origin. */
class WebSocketRefusalsTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "websocket #false", "websocket { enabled #false; }"})
    void routeThatDoesNotOpenThemRefusesAndTheOriginHearsNothing(String keys) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.route(keys));
                RawClient client = proxy.connect()) {
            assertThat(client.send(WebSockets.REQUEST).read().status()).isEqualTo(403);
            assertThat(origin.requests()).isEmpty();
            awaitReason(proxy, "websocket_refused");
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n%s\r\nhello",
                "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n%s\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\n%s\r\n",
                "HEAD / HTTP/1.1\r\nHost: a\r\n%s\r\n"
            })
    void requestThatIsMoreThanTheHeadOfAGetIsRefused(String request) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            String sent = request.formatted(WebSockets.FIELDS);
            assertThat(client.send(sent).readHead().status()).isEqualTo(400);
            assertThat(origin.requests()).isEmpty();
            awaitReason(proxy, "bad_upgrade");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Switches to what nobody asked for.
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n"
                        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
                // Does not say to what.
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
                // Does not say so in Connection.
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
                // Answers another request's key, in one case only by its letters.
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Accept: HSmrc0sMlYUkAGmm5OPpG2HaGWk=\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Accept: S3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
                // Answers none, or two.
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
            })
    void switchThatIsNoAnswerToTheHandshakeIsABadGatewayAndTheConnectionIsDropped(String answer) {
        try (TestOrigin origin = TestOrigin.doing(Step.send(answer), new Step.AwaitClose());
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = proxy.connect().send(WebSockets.REQUEST)) {
            assertThat(client.read().status()).isEqualTo(502);
            origin.awaitConnectionClosed(0);
            awaitReason(proxy, "bad_switch");
        }
    }

    @Test
    void switchThatNobodyAskedForIsABadGateway() {
        try (TestOrigin origin = WebSockets.switching();
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = proxy.connect().send(Messages.GET)) {
            assertThat(client.read().status()).isEqualTo(502);
            origin.awaitConnectionClosed(0);
            awaitReason(proxy, "bad_response");
        }
    }

    @Test
    void switchForARequestWithoutExactlyOneKeyIsABadGateway() {
        String twoKeys = WebSockets.FIELDS + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        try (TestOrigin origin = WebSockets.switching();
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = proxy.connect().send(Messages.getWith(twoKeys))) {
            assertThat(client.read().status()).isEqualTo(502);
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void originThatRefusesIsHeardAndTheConnectionGoesOn() {
        try (TestOrigin origin = TestOrigin.answering("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = proxy.connect().send(WebSockets.REQUEST)) {
            Reply reply = client.read();
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.body()).isEqualTo("no");
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(401);
        }
    }

    private static void awaitReason(RunningProxy proxy, String reason) {
        await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                .containsEntry("zentinel_blocked_requests_total{reason=\"" + reason + "\"}", 1.0));
    }
}
