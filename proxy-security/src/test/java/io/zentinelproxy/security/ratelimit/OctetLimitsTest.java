package io.zentinelproxy.security.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;

/** Limits of octets a second: what an exchange has used is owed, and later requests wait until it is paid. */
class OctetLimitsTest {
    @Test
    void whatWasSentToAClientIsPaidBeforeItIsServedAgain() {
        TestOrigin origin =
                TestOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000));
        try (LimitedProxy proxy = LimitedProxy.inFrontOf(
                origin,
                LimitedProxy.filter("api", "max-response-bytes-per-second 10; burst-bytes 20"),
                Piece.route("filters \"api\""))) {
            Reply first = proxy.get("/");
            assertThat(first.status()).isEqualTo(200);
            assertThat(first.field("RateLimit-Policy"))
                    .isEqualTo("\"api+response-bytes\";q=10;qu=\"content-bytes\";w=1");
            assertThat(first.field("X-RateLimit-Remaining")).isEqualTo("20");
            proxy.found(1);
            Reply refused = proxy.get("/");
            assertThat(refused.status()).isEqualTo(429);
            // 100,000 octets and a head, less the burst, at 10 a second.
            assertThat(Integer.parseInt(refused.field("Retry-After"))).isBetween(9_900, 10_100);
            assertThat(refused.field("RateLimit")).startsWith("\"api+response-bytes\";r=0;t=");
            assertThat(proxy.found(2).remaining()).isBetween(-101_000L, -99_000L);
            assertThat(proxy.from("127.0.0.2", "/").status()).isEqualTo(200);
        }
    }

    @Test
    void whatAClientHasSentIsPaidToo() {
        try (LimitedProxy proxy = LimitedProxy.filtering("max-request-bytes-per-second 10; max-rps 1000; burst 1000");
                RawClient client = proxy.connect()) {
            String post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\n" + "x".repeat(50_000);
            assertThat(client.send(post).read().status()).isEqualTo(200);
            proxy.found(1);
            Reply refused = LimitedProxy.get(client, "/");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(Integer.parseInt(refused.field("Retry-After"))).isBetween(4_900, 5_050);
        }
    }

    @Test
    void refusedRequestsOweNothingAndAPaidDebtIsForgotten() {
        try (LimitedProxy proxy = LimitedProxy.filtering("max-response-bytes-per-second 100; burst-bytes 1")) {
            assertThat(proxy.get("/").status()).isEqualTo(200);
            // What is owed is paid in some two seconds: a client that is slower than that is served again, and owes
            // again.
            await().until(() -> proxy.get("/").status() == 429);
            await().until(() -> proxy.get("/").status() == 200);
        }
    }
}
