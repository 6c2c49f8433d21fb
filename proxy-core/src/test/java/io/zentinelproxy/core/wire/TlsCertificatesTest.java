package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.KeyForm;
import io.zentinelproxy.core.testkit.KeyKind;
import io.zentinelproxy.core.testkit.OpenSslPeer;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.TlsPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates by name, through the socket: which one a client gets, and after its files have changed. */
class TlsCertificatesTest {
    private static final TestCertificates CA = TestCertificates.authority();

    @TempDir
    private Path folder;

    private final TestOrigin origin = TestOrigin.echo();

    @AfterEach
    void close() {
        origin.close();
    }

    @Test
    void threeNamesAWildcardAndTheDefaultEachHaveTheirCertificate() {
        String sni = sni("", CA.server("a.example"))
                + sni("", CA.server("b.example", "*.b.example"))
                + sni("hostnames \"given.example\"", CA.server("certified.example"))
                + sni("priority-hostnames \"both.example\"", CA.server("mine.example", "both.example"))
                + sni("", CA.server("other.example", "both.example"));
        try (RunningProxy proxy = proxy(files(CA.server("default.example")) + sni)) {
            assertThat(served(proxy, "a.example")).isEqualTo("a.example");
            assertThat(served(proxy, "b.example")).isEqualTo("b.example");
            assertThat(served(proxy, "www.b.example")).isEqualTo("b.example");
            assertThat(served(proxy, "given.example")).isEqualTo("certified.example");
            assertThat(served(proxy, "both.example")).isEqualTo("mine.example");
            assertThat(served(proxy, "default.example")).isEqualTo("default.example");
            assertThat(served(proxy, "nobody.example")).isEqualTo("default.example");
        }
    }

    @Test
    void aKeyBehindAPassphraseOpens() throws Exception {
        try (RunningProxy proxy = proxy(sealedFiles(CA.server("a.example")))) {
            assertThat(served(proxy, "a.example")).isEqualTo("a.example");
        }
    }

    @Test
    void keysOfFurtherCertificatesOpenByTheirPassphrases() throws Exception {
        String tls = files(CA.server("default.example"))
                + "certificate {\n" + sealedFiles(CA.server(KeyKind.RSA_2048, "default.example")) + "}\n"
                + "sni {\n" + sealedFiles(CA.server("a.example"))
                + "certificate {\n" + sealedFiles(CA.server(KeyKind.RSA_2048, "a.example")) + "}\n}\n"
                + "max-version \"1.2\"\n";
        try (RunningProxy proxy = proxy(tls)) {
            assertThat(served(proxy, "a.example")).isEqualTo("a.example");
            assertThat(keyServed(proxy, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))
                    .isEqualTo("RSA");
            assertThat(keyServed(proxy, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"))
                    .isEqualTo("EC");
        }
    }

    /** With the key encrypted, and its passphrase in a file. */
    private String sealedFiles(TestIdentity identity) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), KeyForm.PASSPHRASE + "\n");
        return "cert-file \"" + identity.certificate() + "\"\nkey-file \"" + identity.keyAs(KeyForm.PKCS8_ENCRYPTED)
                + "\"\nkey-passphrase \"file:" + secret + "\"\n";
    }

    @Test
    void aFurtherCertificateServesClientsOfItsKindOfKeyAlone() {
        String tls = files(CA.server("a.example"))
                + "certificate {\n" + files(CA.server(KeyKind.RSA_2048, "a.example")) + "}\n"
                + "max-version \"1.2\"\n";
        try (RunningProxy proxy = proxy(tls)) {
            assertThat(keyServed(proxy, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))
                    .isEqualTo("RSA");
            assertThat(keyServed(proxy, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"))
                    .isEqualTo("EC");
        }
    }

    private static String keyServed(RunningProxy proxy, String suite) {
        try (TlsPeer peer = TlsPeer.connect(
                proxy.address(),
                CA.clientContext(),
                "a.example",
                parameters -> parameters.setCipherSuites(new String[] {suite}))) {
            return peer.certificate().getPublicKey().getAlgorithm();
        }
    }

    @Test
    void versionsAndSuitesOutsideTheBoundsAreRefused() {
        String newest =
                files(CA.server("a.example")) + "min-version \"1.3\"\ncipher-suites \"TLS_AES_128_GCM_SHA256\"\n";
        try (RunningProxy proxy = proxy(newest)) {
            assertThat(protocol(proxy, "TLSv1.3")).isEqualTo("TLSv1.3");
            assertThatThrownBy(() -> protocol(proxy, "TLSv1.2")).hasMessageContaining("protocol_version");
            assertThatThrownBy(() -> keyServed(proxy, "TLS_AES_256_GCM_SHA384"))
                    .hasMessageContaining("handshake_failure");
        }
        try (RunningProxy proxy = proxy(files(CA.server("a.example")) + "max-version \"1.2\"\n")) {
            assertThat(protocol(proxy, "TLSv1.2", "TLSv1.3")).isEqualTo("TLSv1.2");
        }
    }

    private static String protocol(RunningProxy proxy, String... versions) {
        try (TlsPeer peer = TlsPeer.connect(
                proxy.address(), CA.clientContext(), "a.example", parameters -> parameters.setProtocols(versions))) {
            return peer.session().getProtocol();
        }
    }

    @Test
    void aRequiredClientCertificateMustBeThereAndGood() {
        String tls = files(CA.server("a.example")) + "ca-file \"" + CA.caFile() + "\"\nclient-auth #true\n";
        try (RunningProxy proxy = proxy(tls)) {
            assertThat(status(proxy, CA.clientContext(CA.client("c.example")))).isEqualTo(200);
            for (SSLContext bad : badClients()) {
                assertThatThrownBy(() -> status(proxy, bad)).isNotNull();
            }
            assertThatThrownBy(() -> status(proxy, CA.clientContext())).isNotNull();
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void anOptionalClientCertificateMayBeMissingButNotBad() {
        String tls = files(CA.server("a.example")) + "ca-file \"" + CA.caFile() + "\"\nclient-auth \"optional\"\n";
        try (RunningProxy proxy = proxy(tls)) {
            assertThat(status(proxy, CA.clientContext())).isEqualTo(200);
            assertThat(status(proxy, CA.clientContext(CA.client("c.example")))).isEqualTo(200);
            for (SSLContext bad : badClients()) {
                assertThatThrownBy(() -> status(proxy, bad)).isNotNull();
            }
            assertThat(origin.requests()).hasSize(2);
        }
    }

    private static SSLContext[] badClients() {
        return new SSLContext[] {
            CA.clientContext(TestCertificates.otherAuthority().client("c.example")),
            CA.clientContext(CA.expiredClient("c.example")),
            // Extended key usage is for servers.
            CA.clientContext(CA.server("c.example"))
        };
    }

    @Test
    void aCertificateReplacedOnDiskServesNewConnectionsAndTheOldOnesGoOn() {
        TestIdentity own = TestCertificates.copyTo(folder, CA.server("a.example", "first.example"));
        try (RunningProxy proxy = proxy(files(own));
                TlsPeer before = TlsPeer.connect(proxy.address(), CA.clientContext())) {
            assertThat(before.get()).isEqualTo(200);
            TestCertificates.copyTo(folder, CA.server("renewed.example"));

            await().until(() -> served(proxy, "a.example").equals("renewed.example"));
            assertThat(before.get()).isEqualTo(200);
            await().untilAsserted(() -> assertThat(metrics(proxy))
                    .contains("zentinel_tls_certificate_reloads_total{listener=\"main\",result=\"success\"} 1.0"));
        }
    }

    @Test
    void whenTheAuthorityChangesClientsOfTheOldOneNeitherConnectNorResume() {
        Path authorities = TestCertificates.put(CA.caFile(), folder.resolve("ca.pem"));
        String tls = files(CA.server("a.example")) + "ca-file \"" + authorities + "\"\nclient-auth \"required\"\n";
        SSLContext revoked = CA.clientContext(CA.client("c.example"));
        try (RunningProxy proxy = proxy(tls)) {
            assertThat(status(proxy, revoked)).isEqualTo(200);
            TestCertificates.put(TestCertificates.otherAuthority().caFile(), authorities);

            await().until(() -> isRefused(proxy, revoked));
            assertThat(status(
                            proxy,
                            CA.clientContext(TestCertificates.otherAuthority().client("c.example"))))
                    .isEqualTo(200);
        }
    }

    private static boolean isRefused(RunningProxy proxy, SSLContext context) {
        try {
            return status(proxy, context) != 200;
        } catch (RuntimeException | AssertionError refused) {
            return true;
        }
    }

    @Test
    void sessionsGoOnUnlessThatIsOff() {
        String tls = files(CA.server("a.example"));
        try (RunningProxy on = proxy(tls);
                RunningProxy off = proxy(tls + "session-resumption #false\n")) {
            assertThat(secondGoesOn(on)).isTrue();
            assertThat(secondGoesOn(off)).isFalse();
        }
    }

    /** RFC 5077 section 3.3: who is promised a ticket waits for it. JSSE as a client does not mind, OpenSSL does. */
    @Test
    void noTicketIsPromisedWhereSessionsDoNotGoOn() {
        String tls = files(CA.server("a.example")) + "session-resumption #false\n";
        try (RunningProxy proxy = proxy(tls)) {
            assertThat(OpenSslPeer.handshake(proxy.address(), "-tls1_2"))
                    .contains("Protocol  : TLSv1.2")
                    .doesNotContain("TLS session ticket:");
            assertThat(OpenSslPeer.handshake(proxy.address(), "-tls1_3")).doesNotContain("TLS session ticket:");
        }
    }

    private static boolean secondGoesOn(RunningProxy proxy) {
        SSLContext context = CA.clientContext();
        long first = created(proxy, context);
        long now = System.currentTimeMillis();
        while (System.currentTimeMillis() == now) {
            Thread.onSpinWait();
        }
        return created(proxy, context) == first;
    }

    /** A session that goes on keeps the moment that it was made. */
    private static long created(RunningProxy proxy, SSLContext context) {
        try (TlsPeer peer = TlsPeer.connect(proxy.address(), context)) {
            // A ticket comes behind the handshake, before the answer.
            assertThat(peer.get()).isEqualTo(200);
            return peer.session().getCreationTime();
        }
    }

    @Test
    void aHostOfAnotherCertificateThanTheHandshakesIsMisdirected() {
        String tls = files(CA.server("default.example"))
                + sni("", CA.server("a.example", "*.shop.example"))
                + sni("", CA.server("b.example"));
        SSLContext anyone = TestCertificates.trustingContext();
        try (RunningProxy proxy = proxy(tls);
                TlsPeer peer = TlsPeer.connect(proxy.address(), anyone, "a.example", parameters -> {})) {
            assertThat(peer.get("a.example")).isEqualTo(200);
            assertThat(peer.get("cart.shop.example")).isEqualTo(200);
            assertThat(peer.get("b.example")).isEqualTo(421);
        }
        assertThat(origin.requests()).hasSize(2);
    }

    @Test
    void anExpiredCertificateServesThoseWhoTakeIt() {
        try (RunningProxy proxy = proxy(files(CA.expiredServer("a.example")))) {
            assertThat(served(proxy, "a.example")).isEqualTo("a.example");
            assertThatThrownBy(() -> status(proxy, CA.clientContext())).isNotNull();
            assertThat(metrics(proxy)).contains("zentinel_tls_certificate_expiry_timestamp_seconds{block=\"0\"");
        }
    }

    private static String metrics(RunningProxy proxy) {
        return proxy.server().observers().metrics().scrape();
    }

    private static int status(RunningProxy proxy, SSLContext context) {
        try (TlsPeer peer = TlsPeer.connect(proxy.address(), context)) {
            return peer.get();
        }
    }

    /** The common name of the certificate that a client gets who asks for this name and would take any. */
    private static String served(RunningProxy proxy, String name) {
        SSLContext anyone = TestCertificates.trustingContext();
        try (TlsPeer peer = TlsPeer.connect(proxy.address(), anyone, name, parameters -> {})) {
            return peer.certificate().getSubjectX500Principal().getName().substring("CN=".length());
        }
    }

    /** An answer in the clear would be no record of TLS. */
    @Test
    void oneConnectionTooManyIsClosedWithoutText() {
        try (RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        Piece.listener("protocol \"https\"\ntls {\n" + files(CA.server("a.example")) + "}"),
                        Piece.limits("max-connections-per-client 1"));
                RawClient first = proxy.connect()) {
            await().until(() -> proxy.server().connections() == 1);
            try (RawClient second = proxy.connect()) {
                assertThat(second.readToEnd()).isEmpty();
            }
        }
    }

    private RunningProxy proxy(String tls) {
        return RunningProxy.inFrontOf(
                origin,
                Piece.listener("protocol \"https\"\ntls {\n" + tls + "}"),
                Piece.observability("metrics { enabled #true; }\naccess-log { enabled #false; }"));
    }

    private static String sni(String names, TestIdentity identity) {
        return "sni {\n" + names + "\n" + files(identity) + "}\n";
    }

    private static String files(TestIdentity identity) {
        return "cert-file \"" + identity.certificate() + "\"\nkey-file \"" + identity.key() + "\"\n";
    }
}
