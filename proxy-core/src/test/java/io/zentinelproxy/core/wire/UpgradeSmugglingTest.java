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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that hope to pass the proxy unseen, behind an Upgrade (bad-inputs 30 to 32). */
class UpgradeSmugglingTest {
    private static final String HIDDEN = "GET /admin HTTP/1.1\r\nHost: a.test\r\n\r\n";

    /** CVE-2026-2833: a proxy that tunnels before it has seen 101 passes the second request on unseen. */
    @Test
    void whatFollowsAnUpgradeThatIsNotAnsweredBy101IsTheNextRequest() {
        try (TestOrigin origin =
                        TestOrigin.inOrder(List.of(Step.send(Messages.OK), new Step.AwaitClose()), Messages.ANSWER_OK);
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = proxy.connect().send(WebSockets.REQUEST + HIDDEN)) {
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(200);
            origin.awaitConnectionClosed(0);
            assertThat(origin.octets(0)).endsWith("\r\n\r\n").doesNotContain("/admin");
            List<ReceivedRequest> seen = origin.awaitRequests(2);
            assertThat(seen.get(1).target()).isEqualTo("/admin");
            assertThat(seen.get(1).fields().has("Via")).isTrue();
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void contentOfAnUpgradeIsRefusedWithEverythingBehindIt() {
        String upgrade = "GET / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\n" + WebSockets.FIELDS + "\r\nabc";
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = proxy.connect().send(upgrade)) {
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(origin.connections()).isZero();
        }
    }

    /** Whatever is refused as an upgrade: what comes behind it may have been meant as frames. */
    @Test
    void whatFollowsARefusedUpgradeIsNeverARequest() {
        try (AttackedProxy proxy = new AttackedProxy(WebSockets.route(""))) {
            proxy.refuses(400, "bad_upgrade", "POST / HTTP/1.1\r\nHost: a.test\r\n" + WebSockets.FIELDS + "\r\n");
            proxy.refuses(
                    400,
                    "bad_upgrade",
                    "GET / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\n" + WebSockets.FIELDS + "\r\nabc");
        }
    }

    /** h2csmuggler, Bishop Fox 2020. */
    @Test
    void upgradeToHttp2IsNotPassedOn() {
        String fields =
                "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\nConnection: Upgrade, HTTP2-Settings\r\n";
        assertNothingAsked(fields);
    }

    @Test
    void settingsOfHttp2AreNotPassedOnEither() {
        assertNothingAsked("HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upgrade: TLS/1.0\r\nConnection: Upgrade\r\n",
                "Upgrade: websocket/13\r\nConnection: Upgrade\r\n",
                "Upgrade: websocketx\r\nConnection: Upgrade\r\n",
                "Upgrade: xwebsocket, h2c\r\nConnection: Upgrade\r\n",
                "Upgrade:\r\nConnection: Upgrade\r\n",
                // Not asked of this hop, as Connection does not name it.
                "Upgrade: websocket\r\n",
                "Upgrade: websocket\r\nConnection: keep-alive\r\n"
            })
    void upgradeToAnythingButWebSocketIsNotPassedOn(String fields) {
        assertNothingAsked(fields);
    }

    private static void assertNothingAsked(String fields) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = proxy.connect().send(Messages.getWith(fields))) {
            assertThat(client.read().status()).isEqualTo(200);
            ReceivedRequest seen = origin.onlyRequest();
            assertThat(seen.fields().has("Upgrade")).isFalse();
            assertThat(seen.fields().has("Connection")).isFalse();
            assertThat(seen.fields().has("HTTP2-Settings")).isFalse();
        }
    }

    /** RFC 9110 section 7.8. */
    @Test
    void upgradeOfHttp10IsIgnored() {
        String old = "GET / HTTP/1.0\r\nHost: a.test\r\n" + WebSockets.FIELDS + "\r\n";
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = proxy.connect().send(old)) {
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(origin.onlyRequest().fields().has("Upgrade")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c, WebSocket", "websocket , h2c", "TLS/1.0,websocket", "h2c\r\nUpgrade: websocket"})
    void ofSeveralProtocolsOnlyWebSocketIsPassedOn(String protocols) {
        String fields = WebSockets.FIELDS.replace("Upgrade: websocket", "Upgrade: " + protocols);
        try (TestOrigin origin = WebSockets.switching();
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = proxy.connect().send(Messages.getWith(fields))) {
            assertThat(client.readHead().status()).isEqualTo(101);
            assertThat(origin.onlyRequest().fields().all("Upgrade")).containsExactly("websocket");
            assertThat(origin.onlyRequest().fields().all("Connection")).containsExactly("Upgrade");
        }
    }

    @Test
    void wrongVersionIsTheOriginsToRefuseAndNoTunnel() {
        String answer = "HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nContent-Length: 2\r\n\r\n13";
        String request = WebSockets.REQUEST.replace("Version: 13", "Version: 7");
        try (TestOrigin origin =
                        TestOrigin.inOrder(List.of(Step.send(answer), new Step.AwaitClose()), Messages.ANSWER_OK);
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = proxy.connect().send(request)) {
            Reply reply = client.read();
            assertThat(reply.status()).isEqualTo(426);
            assertThat(reply.fields().all("Sec-WebSocket-Version")).containsExactly("13");
            assertThat(reply.fields().all("Upgrade")).containsExactly("websocket");
            assertThat(reply.fields().all("Connection")).containsExactly("Upgrade");
            assertThat(reply.body()).isEqualTo("13");
            assertThat(origin.onlyRequest().fields().all("Sec-WebSocket-Version"))
                    .containsExactly("7");
            assertThat(client.send(HIDDEN).read().status()).isEqualTo(200);
            origin.awaitConnectionClosed(0);
            assertThat(origin.octets(0)).doesNotContain("/admin");
        }
    }

    /** RFC 9110 section 15.5.22: a 426 must say what is asked for. */
    @Test
    void whoAsksForNoWebSocketIsToldByTheOriginsAnswerToDoSo() {
        try (TestOrigin origin = TestOrigin.answering(upgradeRequired("h2c, websocket"));
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = proxy.connect().send(Messages.getWith("Connection: close\r\n"))) {
            Reply reply = client.read();
            assertThat(reply.status()).isEqualTo(426);
            assertThat(reply.fields().all("Upgrade")).containsExactly("websocket");
            assertThat(reply.fields().all("Connection")).containsExactly("Upgrade", "close");
            assertThat(client.awaitClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"websocket #false, websocket", "websocket #true, TLS/1.2"})
    void clientIsAskedForNoProtocolThatItWouldNotGet(String keys, String protocol) {
        try (TestOrigin origin = TestOrigin.answering(upgradeRequired(protocol));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.route(keys));
                RawClient client = proxy.connect().send(Messages.GET)) {
            Reply reply = client.read();
            assertThat(reply.status()).isEqualTo(426);
            assertThat(reply.fields().all("Upgrade")).isEmpty();
            assertThat(reply.fields().all("Connection")).isEmpty();
        }
    }

    private static String upgradeRequired(String protocols) {
        return "HTTP/1.1 426 Upgrade Required\r\nUpgrade: " + protocols
                + "\r\nConnection: Upgrade\r\nContent-Length: 0\r\n\r\n";
    }
}
