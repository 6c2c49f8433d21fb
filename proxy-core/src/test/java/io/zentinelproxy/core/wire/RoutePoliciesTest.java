package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;

/** Policies of a route that take the place of what holds in general. */
class RoutePoliciesTest {
    private static final Piece ROUTES = Piece.routes("""
            route "small" { matches { path-prefix "/small"; }; upstream "origin"; policies { max-body-size 4; }; }
            route "large" { matches { path-prefix "/large"; }; upstream "origin"; policies { max-body-size-bytes "1KB"; }; }
            route "other" { upstream "origin"; }
            """);
    private static final Piece LIMITS = Piece.limits("max-body-size 8");

    private static int statusOf(String path, int octets, boolean chunked) {
        String content = "x".repeat(octets);
        String framed = chunked
                ? "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(octets) + "\r\n" + content
                        + "\r\n0\r\n\r\n"
                : "Content-Length: " + octets + "\r\n\r\n" + content;
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, ROUTES, LIMITS);
                RawClient client = proxy.connect()) {
            return client.send("POST " + path + " HTTP/1.1\r\nHost: a.test\r\n" + framed)
                    .read()
                    .status();
        }
    }

    @Test
    void aRoutesBodyLimitTakesThePlaceOfTheGeneralOne() {
        for (boolean chunked : new boolean[] {false, true}) {
            assertThat(statusOf("/small", 4, chunked)).isEqualTo(200);
            assertThat(statusOf("/small", 5, chunked)).isEqualTo(413);
            assertThat(statusOf("/large", 1024, chunked)).isEqualTo(200);
            assertThat(statusOf("/large", 1025, chunked)).isEqualTo(413);
            assertThat(statusOf("/other", 8, chunked)).isEqualTo(200);
            assertThat(statusOf("/other", 9, chunked)).isEqualTo(413);
        }
    }

    @Test
    void aRoutesTimeoutTakesThePlaceOfTheUpstreams() {
        try (TestOrigin origin = TestOrigin.doing(new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        Piece.upstream("timeouts { request 600; }"),
                        Piece.route("policies { timeout-secs \"200ms\"; }"));
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.GET).read();
            assertThat(reply.status()).isEqualTo(504);
            assertThat(reply.body()).contains("request_timeout");
        }
    }
}
