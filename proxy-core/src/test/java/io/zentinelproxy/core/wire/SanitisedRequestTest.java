package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;

/** What an origin gets in place of what a client sent, octet for octet. */
class SanitisedRequestTest {

    private static final String OURS = """
            X-Forwarded-For: 127.0.0.1\r
            X-Forwarded-Proto: http\r
            X-Forwarded-Host: a.test\r
            Forwarded: for=127.0.0.1;proto=http;by=127.0.0.1;host="a.test"\r
            X-Real-IP: 127.0.0.1\r
            Via: 1.1 zentinel\r
            X-Request-Id: ID\r
            X-Trace-Id: ID\r
            X-Correlation-Id: ID\r
            """;

    /** Sends this, and expects exactly that at the origin. */
    private static void becomes(String sent, String received) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply reply = client.send(sent).read();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(origin.octets(0).replace(reply.field("X-Request-Id"), "ID"))
                    .isEqualTo(received);
        }
    }

    @Test
    void honestRequestIsPassedOnAsSent() {
        becomes(
                "GET /a;b?c=%20 HTTP/1.1\r\nHost: a.test\r\naccept:  */*  \r\nX-Twice: 1\r\nx-twice: 2\r\n\r\n",
                "GET /a;b?c=%20 HTTP/1.1\r\nHost: a.test\r\naccept:  */*  \r\nX-Twice: 1\r\nx-twice: 2\r\n" + OURS
                        + "\r\n");
    }

    @Test
    void lengthIsWrittenAnew() {
        becomes(
                Messages.postWith("Content-Length: 0005\r\n", "abcde"),
                "POST / HTTP/1.1\r\nHost: a.test\r\n" + OURS + "Content-Length: 5\r\n\r\nabcde");
    }

    @Test
    void chunksAreFramedAnewWithoutExtensionsAndUnknownTrailers() {
        becomes(
                Messages.chunkedPost(
                        "0003;a=\"b\"\r\nabc\r\n2;x\r\nde\r\n000;end\r\nX-Admin: 1\r\nContent-Digest: d\r\n\r\n"),
                "POST / HTTP/1.1\r\nHost: a.test\r\n" + OURS
                        + "Transfer-Encoding: chunked\r\n\r\n00005\r\nabcde\r\n0\r\nContent-Digest: d\r\n\r\n");
    }

    @Test
    void hopByHopFieldsAndClaimsAreGoneAndProtectedFieldsAreThere() {
        becomes(
                Messages.getWith(
                        "Connection: close, X-Hop, Upgrade, HTTP2-Settings, Host, Authorization, Cookie, X-Forwarded-For, X-Real-IP\r\n"
                                + "X-Hop: 1\r\nKeep-Alive: 5\r\nProxy-Connection: x\r\nUpgrade: h2c\r\nTE: gzip, trailers\r\n"
                                + "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n"
                                + "Authorization: Basic eA==\r\nCookie: a=b\r\nX-Forwarded-For: 6.6.6.6\r\nx-real-ip: 6.6.6.6\r\n"
                                + "X_Forwarded_For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\nX-Forwarded-Prefix: /evil\r\n"),
                "GET / HTTP/1.1\r\nHost: a.test\r\nAuthorization: Basic eA==\r\nCookie: a=b\r\n" + OURS + "\r\n");
    }

    @Test
    void hostIsThatOfAnAbsoluteTarget() {
        becomes(
                "GET http://a.test/p?q HTTP/1.1\r\nHost: b.test\r\nAccept: */*\r\n\r\n",
                "GET /p?q HTTP/1.1\r\nAccept: */*\r\nHost: a.test\r\n" + OURS + "\r\n");
    }
}
