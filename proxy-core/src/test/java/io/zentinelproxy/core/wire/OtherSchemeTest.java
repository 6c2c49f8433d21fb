package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;

/** A target that names a scheme which the connection does not stand for (RFC 9110 section 7.4). */
class OtherSchemeTest {
    private static final String HTTPS_TARGET = "GET https://a.test/p HTTP/1.1\r\nHost: a.test\r\n\r\n";

    @Test
    void resourceOfHttpsIsNotServedInTheClear() {
        try (AttackedProxy proxy = new AttackedProxy()) {
            proxy.refusesOnThisConnection(421, "misdirected", HTTPS_TARGET);
        }
    }

    @Test
    void trustedProxyMayHaveReceivedItOverTls() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.listener("trusted-proxies \"127.0.0.0/8\""));
                RawClient client = proxy.connect()) {
            assertThat(client.send(HTTPS_TARGET).read().status()).isEqualTo(200);
            assertThat(origin.onlyRequest().target()).isEqualTo("/p");
        }
    }
}
