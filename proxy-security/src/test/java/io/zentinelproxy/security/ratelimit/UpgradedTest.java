package io.zentinelproxy.security.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;

/** Requests for a WebSocket count as all others. */
class UpgradedTest {
    @Test
    void anAnswerThatSwitchesProtocolsTellsWhatIsLeft() {
        // Key and answer of RFC 6455 section 1.3.
        TestOrigin origin = TestOrigin.answering("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
        try (LimitedProxy proxy = LimitedProxy.inFrontOf(
                        origin,
                        LimitedProxy.filter("api", "requests 5; period \"1h\""),
                        Piece.route("filters \"api\"; websocket #true"));
                RawClient client = RawClient.connect(proxy.address())) {
            Reply head = client.send(
                            "GET / HTTP/1.1\r\nHost: a.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                    .readInterim();
            assertThat(head.status()).isEqualTo(101);
            assertThat(head.field("X-RateLimit-Remaining")).isEqualTo("4");
        }
    }
}
