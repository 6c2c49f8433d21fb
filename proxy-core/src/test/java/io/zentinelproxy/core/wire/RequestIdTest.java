package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One name for a request on both sides and in the log. */
class RequestIdTest {

    private static final String TINYFLAKE = "[1-9A-HJ-NP-Za-km-z]{11}";
    private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
    private static final Piece LOOPBACK_TRUSTED = Piece.listener("trusted-proxies \"127.0.0.1\"");

    @Test
    void clientAndOriginAreToldTheSameId() {
        String id = idFor("");
        assertThat(id).matches(TINYFLAKE);
    }

    @Test
    void everyRequestHasAnIdOfItsOwn() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < 200; i++) {
                ids.add(client.send(Messages.GET).read().field("X-Request-Id"));
            }
            assertThat(ids).hasSize(200);
        }
    }

    @Test
    void formatIsConfigured() {
        assertThat(idFor("", Piece.system("trace-id-format \"uuid\""))).matches(UUID);
        assertThat(idFor("", Piece.system("trace-id-format \"tinyflake\""))).matches(TINYFLAKE);
    }

    @Test
    void idOfAnUntrustedClientIsReplaced() {
        assertThat(idFor("X-Request-Id: mine\r\nX-Trace-Id: mine\r\nX-Correlation-Id: mine\r\n"))
                .matches(TINYFLAKE);
    }

    @Test
    void idOfATrustedProxyIsKept() {
        assertThat(idFor("X-Request-Id: theirs-1.2_3\r\n", LOOPBACK_TRUSTED)).isEqualTo("theirs-1.2_3");
    }

    @Test
    void overlongIdOfATrustedProxyIsReplaced() {
        assertThat(idFor("X-Request-Id: " + "a".repeat(1000) + "\r\n", LOOPBACK_TRUSTED))
                .matches(TINYFLAKE);
    }

    @Test
    void refusalsHaveAnIdToo() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply reply = client.send("GET / HTTP/1.1\r\n\r\n").read();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.field("X-Request-Id")).matches(TINYFLAKE);
            assertThat(reply.body()).contains(reply.field("X-Request-Id"));
        }
    }

    /** The origin's own copies must not reach the client beside ours. */
    @Test
    void idsThatTheOriginSendsAreReplaced() {
        String answer =
                Messages.okWith("X-Request-Id: origins\r\nX-Correlation-Id: origins\r\nContent-Length: 0\r\n", "");
        try (TestOrigin origin = TestOrigin.answering(answer);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.GET).read();
            assertThat(reply.field("X-Request-Id")).matches(TINYFLAKE);
            assertThat(reply.field("X-Correlation-Id")).matches(TINYFLAKE);
        }
    }

    private static String idFor(String fieldLines, Piece... pieces) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, pieces);
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.getWith(fieldLines)).read();
            ReceivedRequest request = origin.onlyRequest();
            String id = reply.field("X-Request-Id");
            assertThat(reply.field("X-Correlation-Id")).isEqualTo(id);
            assertThat(request.field("X-Request-Id")).isEqualTo(id);
            assertThat(request.field("X-Trace-Id")).isEqualTo(id);
            return id;
        }
    }
}
