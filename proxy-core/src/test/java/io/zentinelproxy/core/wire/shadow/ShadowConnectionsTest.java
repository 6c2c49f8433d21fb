package io.zentinelproxy.core.wire.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Origin;
import io.zentinelproxy.core.testkit.h2.H2Request;
import io.zentinelproxy.core.testkit.h2.H2Step;
import io.zentinelproxy.core.wire.Messages;
import org.junit.jupiter.api.Test;

/** A mirror goes by the connections of its upstream, whatever they are: encrypted and verified, or of HTTP/2. */
class ShadowConnectionsTest {
    private static final TestCertificates CA = TestCertificates.authority();
    private static final String TLS = "tls { ca-cert \"" + CA.caFile() + "\"; sni \"app.test\"; }";
    private static final String CONTENT = "abc".repeat(50_000);

    @Test
    void aMirrorIsEncryptedWhereItsUpstreamSaysSo() {
        try (TestOrigin shadow = TestOrigin.answering(Messages.OK).overTls(CA.server("app.test"));
                Shadowed proxy = Shadowed.between(TestOrigin.answering(Messages.OK), shadow.address(), TLS, "")) {
            proxy.ask(Messages.get("/over-tls"));
            shadow.awaitRequests(1);
            assertThat(shadow.onlyRequest().target()).isEqualTo("/over-tls");
            assertThat(shadow.handshakes().getFirst().serverName()).isEqualTo("app.test");
        }
    }

    @Test
    void aShadowThatIsNotTrustedGetsNothing() {
        try (TestOrigin shadow = TestOrigin.answering(Messages.OK)
                        .overTls(TestCertificates.otherAuthority().server("app.test"));
                Shadowed proxy = Shadowed.between(TestOrigin.answering(Messages.OK), shadow.address(), TLS, "")) {
            assertThat(proxy.ask(Messages.GET).status()).isEqualTo(200);
            await().untilAsserted(() ->
                    assertThat(proxy.errors("upstream_certificate_untrusted")).isEqualTo(1));
            assertThat(shadow.requests()).isEmpty();
        }
    }

    @Test
    void mirrorsAreStreamsOfOneConnectionWhereTheShadowSpeaksHttp2() {
        try (H2Origin shadow = H2Origin.doing(H2Step.head(200, "content-length", "2"), H2Step.lastContent("ok"));
                Shadowed proxy = Shadowed.between(
                        TestOrigin.answering(Messages.OK),
                        shadow.address(),
                        "http-version { min-version 2; }",
                        "buffer-body #true")) {
            for (int i = 1; i <= 3; i++) {
                proxy.ask(Messages.postWith("Content-Length: " + CONTENT.length() + "\r\n", CONTENT));
                double so = i;
                await().untilAsserted(
                                () -> assertThat(proxy.requests("success")).isEqualTo(so));
            }
            assertThat(shadow.requests()).hasSize(3);
            assertThat(shadow.requests().stream().map(H2Request::connection).distinct())
                    .hasSize(1);
            assertThat(shadow.requests().getFirst().field("x-shadow-request")).isEqualTo("true");
        }
    }

    @Test
    void aMirrorOverHttp2ThatTakesTooLongIsReset() {
        try (H2Origin shadow = H2Origin.doing();
                Shadowed proxy = Shadowed.between(
                        TestOrigin.answering(Messages.OK),
                        shadow.address(),
                        "http-version { min-version 2; }",
                        "timeout-ms 150")) {
            proxy.ask(Messages.GET);
            await().untilAsserted(() -> assertThat(proxy.requests("timeout")).isEqualTo(1));
            await().untilAsserted(() -> assertThat(proxy.underWay()).isZero());
        }
    }
}
