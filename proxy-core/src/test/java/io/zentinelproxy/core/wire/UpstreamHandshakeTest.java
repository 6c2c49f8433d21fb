package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.KeyForm;
import io.zentinelproxy.core.testkit.OriginTlsSide;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a handshake with an origin takes, shows and leaves behind. */
class UpstreamHandshakeTest {
    private static final TestCertificates CA = TestCertificates.authority();
    private static final TestIdentity APP = CA.server("app.test");

    @TempDir
    private Path folder;

    private static Piece tls(String keys) {
        return UpstreamTlsTest.tls("sni \"app.test\"; " + keys);
    }

    private static String shown(TestIdentity identity) {
        return "client-cert \"" + identity.certificate() + "\"; client-key \"" + identity.key() + "\"";
    }

    private static OriginTlsSide demanding(TestCertificates authority) {
        return new OriginTlsSide(authority.serverContext(APP), true, List.of(), List.of());
    }

    /** The origin trusts its own authority's clients, and we trust the origin that shows a certificate of ours. */
    private static TestOrigin demanding(String content) {
        return TestOrigin.answering(Messages.okWith("Content-Length: " + content.length() + "\r\n", content))
                .overTls(demanding(CA));
    }

    private static void assertFailed(RunningProxy proxy, String result) {
        await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                .containsEntry(
                        "zentinel_upstream_tls_handshakes_total{result=\"" + result + "\",upstream=\"origin\"}", 1.0));
    }

    @Test
    void ourCertificateIsShownToAnOriginThatAsks() {
        try (TestOrigin origin = demanding("hello");
                RunningProxy proxy = RunningProxy.inFrontOf(origin, tls(shown(CA.client("proxy.test"))));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().body()).isEqualTo("hello");
            assertThat(origin.handshakes().getFirst().clientName()).isEqualTo("CN=proxy.test");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyForm.class,
            names = {"PKCS8_ENCRYPTED", "SEC1"})
    void ourKeyIsReadInEachOfItsForms(KeyForm form) throws IOException {
        TestIdentity own = CA.client("proxy.test");
        String files = "client-cert \"" + own.certificate() + "\"; client-key \"" + own.keyAs(form) + "\"";
        Path secret = Files.writeString(folder.resolve("secret"), KeyForm.PASSPHRASE);
        String opened = form == KeyForm.PKCS8_ENCRYPTED ? "; client-key-passphrase \"file:" + secret + "\"" : "";
        try (TestOrigin origin = demanding("hello");
                RunningProxy proxy = RunningProxy.inFrontOf(origin, tls(files + opened));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void withoutACertificateSuchAnOriginRefusesUs() {
        try (TestOrigin origin = demanding("hello");
                RunningProxy proxy = RunningProxy.inFrontOf(origin, tls(""));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void aCertificateThatTheOriginDoesNotTrustIsShownAndRefused() {
        TestIdentity foreign = TestCertificates.otherAuthority().client("proxy.test");
        try (TestOrigin origin = demanding("hello");
                RunningProxy proxy = RunningProxy.inFrontOf(origin, tls(shown(foreign)));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            assertThat(origin.requests()).isEmpty();
        }
    }

    /** Neither a silent port nor one octet a second holds a request for longer than a connection may take. */
    @Test
    void aHandshakeThatIsNeverAnsweredEndsWithTheConnectTimeout() {
        HandClock clock = new HandClock();
        try (TestOrigin origin = TestOrigin.doing(new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, clock, tls(""), Piece.upstream("timeouts { connect 7; read 600; write 600; }"));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET);
            origin.awaitConnections(1);
            await().until(() -> origin.receivedOctets() > 100);
            clock.advance(Duration.ofSeconds(4));
            origin.push(0, "\u0016\u0003\u0003");
            assertThat(clock.advanceDuring(client::read, Duration.ofSeconds(4)).status())
                    .isEqualTo(504);
            origin.awaitConnectionClosed(0);
            assertFailed(proxy, "timeout");
        }
    }

    @Test
    void aHandshakeEndsWhenItsClientGoesAway() {
        HandClock clock = new HandClock();
        try (TestOrigin origin = TestOrigin.doing(new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, tls(""))) {
            RawClient client = proxy.connect().send(Messages.GET);
            origin.awaitConnections(1);
            await().until(() -> origin.receivedOctets() > 100);
            client.close();
            clock.advanceUntil(() -> origin.openConnections() == 0, Duration.ofMillis(100));
            assertFailed(proxy, "abandoned");
        }
    }

    @Test
    void theHeaderOfTheProxyProtocolComesBeforeTheHandshake() {
        try (TestOrigin origin =
                        TestOrigin.answering(Messages.OK).expectingProxyHeader().overTls(APP);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.upstream("proxy-protocol \"v1\""), tls(""));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(origin.octets(0)).startsWith("PROXY TCP4 127.0.0.1 127.0.0.1 ");
            assertThat(origin.octets(0)).contains("\r\nGET / HTTP/1.1\r\n");
        }
    }

    @Test
    void aConnectionIsUsedAgainThoughTicketsCameWithTheFirstAnswer() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK).overTls(APP);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, tls(""));
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.send(Messages.postWith("Content-Length: 1\r\n", "x"))
                                .read()
                                .status())
                        .isEqualTo(200);
            }
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatTheOriginHasEndedIsNotUsedAgain() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK).overTls(APP);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, tls(""));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            origin.closeConnection(0);
            origin.awaitConnectionClosed(0);
            assertThat(client.send(Messages.postWith("Content-Length: 1\r\n", "x"))
                            .read()
                            .status())
                    .isEqualTo(200);
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void theAccessLogTellsVersionAndCipherOfTheConnection() {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = TestOrigin.answering(Messages.OK).overTls(APP);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, tls(""), log.as("json"));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            LogFile.Line line = log.awaitOnlyLine();
            assertThat(line.text("upstream_tls_version")).isEqualTo("TLSv1.3");
            assertThat(line.text("upstream_tls_cipher")).startsWith("TLS_");
        }
    }

    @Test
    void aWebSocketReachesAnEncryptedOrigin() {
        byte[] hello = WebSockets.masked(WebSockets.TEXT, "hello");
        byte[] world = WebSockets.plain(WebSockets.TEXT, "world");
        try (TestOrigin origin = WebSockets.switching(new Step.ReadOctets(hello.length), new Step.Send(world))
                        .overTls(APP);
                RunningProxy proxy = WebSockets.inFrontOf(origin, tls(""));
                RawClient client = WebSockets.open(proxy)) {
            client.send(hello);
            origin.awaitOctets(0, WebSockets.text(hello));
            assertThat(client.readRaw(world.length)).isEqualTo(world);
        }
    }

    @Test
    void afterTheAuthorityHasChangedOnDiskNoConnectionOfTheOldOneIsUsed() {
        Path trusted = TestCertificates.put(CA.caFile(), folder.resolve("ca.pem"));
        Piece tls = Piece.upstream("tls { sni \"app.test\"; ca-cert \"" + trusted + "\"; }");
        try (TestOrigin origin = TestOrigin.answering(Messages.OK).overTls(APP);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, tls);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);

            TestCertificates.put(TestCertificates.otherAuthority().caFile(), trusted);

            origin.awaitConnectionClosed(0);
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            assertFailed(proxy, "certificate_untrusted");
        }
    }

    @Test
    void aClientCertificateThatChangesOnDiskIsShownFromThenOn() {
        TestIdentity own = TestCertificates.copyTo(folder, CA.client("one.test"));
        try (TestOrigin origin = demanding("hello");
                RunningProxy proxy = RunningProxy.inFrontOf(origin, tls(shown(own)));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);

            TestCertificates.copyTo(folder, CA.client("two.test"));

            origin.awaitConnectionClosed(0);
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(origin.handshakes().getLast().clientName()).isEqualTo("CN=two.test");
        }
    }
}
