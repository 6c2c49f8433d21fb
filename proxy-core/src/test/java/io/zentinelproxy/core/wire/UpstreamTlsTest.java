package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.LogCapture;
import io.zentinelproxy.core.testkit.OriginTlsSide;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.upstream.tls.OriginTls;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom we believe to be the origin: the block {@code tls} of an upstream. */
class UpstreamTlsTest {
    private static final TestCertificates CA = TestCertificates.authority();

    private static final TestIdentity APP = CA.server("app.test");

    private static final String TRUSTING = "ca-cert \"" + CA.caFile() + "\"; ";

    static Piece tls(String keys) {
        return Piece.upstream("tls {\n" + TRUSTING + keys + "\n}");
    }

    private static TestOrigin origin(TestIdentity identity) {
        return TestOrigin.answering(Messages.OK).overTls(identity);
    }

    private static Piece target(TestOrigin origin, String host) {
        return Piece.upstream("target \"" + host + ":" + origin.port() + "\"");
    }

    /** A refused origin: the answer, the reason in the metrics, and no request that has reached it. */
    private static void assertRefused(TestOrigin origin, String reason, Piece... pieces) {
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, pieces);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_blocked_requests_total{reason=\"" + reason + "\"}", 1.0));
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void aTrustedOriginIsAskedByTheNameOfTheKey() {
        try (TestOrigin origin = origin(APP);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, tls("sni \"App.test\""));
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.GET).read();

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo("ok");
            OriginTlsSide.Seen seen = origin.handshakes().getFirst();
            assertThat(seen.serverName()).isEqualTo("app.test");
            assertThat(seen.protocol()).isEqualTo("TLSv1.3");
            assertThat(seen.applicationProtocol()).isEqualTo("http/1.1");
            assertThat(seen.clientName()).isNull();
        }
    }

    @Test
    void withoutTheKeyItIsAskedByItsOwnHostName() {
        try (TestOrigin origin = origin(CA.server("localhost"));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, target(origin, "localhost"), tls(""));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(origin.handshakes().getFirst().serverName()).isEqualTo("localhost");
        }
    }

    @Test
    void anAddressIsNotAskedForByNameAndIsVerifiedAsOne() {
        try (TestOrigin origin = origin(CA.server("127.0.0.1"));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, tls(""));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(origin.handshakes().getFirst().serverName()).isNull();
        }
    }

    @Test
    void anAuthorityThatIsNotOursIsNotTrusted() {
        try (TestOrigin origin = origin(TestCertificates.otherAuthority().server("app.test"))) {
            assertRefused(origin, "upstream_certificate_untrusted", tls("sni \"app.test\""));
        }
    }

    @Test
    void withoutCaCertOnlyPublicAuthoritiesAreTrusted() {
        try (TestOrigin origin = origin(APP)) {
            assertRefused(origin, "upstream_certificate_untrusted", Piece.upstream("tls { sni \"app.test\"; }"));
        }
    }

    @Test
    void anExpiredCertificateIsItsOwnReason() {
        try (TestOrigin origin = origin(CA.expiredServer("app.test"))) {
            assertRefused(origin, "upstream_certificate_expired", tls("sni \"app.test\""));
        }
    }

    /** A certificate for clients is trusted by the same authority, but not for this. */
    @Test
    void aCertificateForClientsIsNoOrigins() {
        try (TestOrigin origin = origin(CA.client("app.test"))) {
            assertRefused(origin, "upstream_certificate_untrusted", tls("sni \"app.test\""));
        }
    }

    /** RFC 9525 section 6.3: a wildcard is one whole label; a common name never counts. */
    @ParameterizedTest
    @CsvSource({
        "app.test, other.test",
        "*.app.test, app.test",
        "*.app.test, a.b.app.test",
        "w*.app.test, www.app.test",
        "127.0.0.1, app.test",
    })
    void aCertificateForAnotherNameIsItsOwnReason(String certified, String asked) {
        try (TestOrigin origin = origin(CA.server(certified))) {
            assertRefused(origin, "upstream_certificate_name", tls("sni \"" + asked + "\""));
        }
    }

    @Test
    void aCommonNameNamesNobody() {
        try (TestOrigin origin = origin(CA.serverNamedByCommonName("app.test"))) {
            assertRefused(origin, "upstream_certificate_name", tls("sni \"app.test\""));
        }
    }

    @ParameterizedTest
    @CsvSource({"*.app.test, www.app.test", "APP.test, app.test"})
    void aWildcardStandsForOneLabelAndCaseDoesNotMatter(String certified, String asked) {
        try (TestOrigin origin = origin(CA.server(certified));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, tls("sni \"" + asked + "\""));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void verifyNamesStandInPlaceOfTheNameAskedFor() {
        Piece names = tls("sni \"asked.test\"; verify-names \"no.test\" \"app.test\"");
        try (TestOrigin origin = origin(APP);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, names);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(origin.handshakes().getFirst().serverName()).isEqualTo("asked.test");
        }
        try (TestOrigin origin = origin(CA.server("asked.test"))) {
            assertRefused(origin, "upstream_certificate_name", names);
        }
    }

    @Test
    void skippedVerificationTakesAnybodyAndIsLoud() {
        try (LogCapture log = new LogCapture(OriginTls.class);
                TestOrigin origin = origin(TestCertificates.otherAuthority().expiredServer("x.test"));
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, Piece.upstream("tls { insecure-skip-verify #true; }"));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_upstream_tls_unverified{upstream=\"origin\"}", 1.0);
            assertThat(log.messages())
                    .anySatisfy(line -> assertThat(line).contains("upstream origin: insecure-skip-verify"));
        }
    }

    /** Eight octets of an iPAddress are a network, which stands in constraints on names only (RFC 5280 section 4.2.1.10). */
    @Test
    void aNetworkAmongTheNamesIsNobodysAddress() {
        String names = "DER:30:14:82:08:61:70:70:2e:74:65:73:74:87:08:0a:00:00:00:ff:00:00:00";
        try (TestOrigin origin = origin(CA.serverWithNames("app.test", names));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, tls("sni \"app.test\""));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void verificationIsLeftOutWhereTheOldSpellingSaysSo() {
        TestIdentity anybody = TestCertificates.otherAuthority().expiredServer("x.test");
        try (TestOrigin origin = origin(anybody);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.upstream("tls { verify #false; }"));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
        }
        try (TestOrigin origin = origin(anybody)) {
            assertRefused(
                    origin, "upstream_certificate_untrusted", Piece.upstream("tls { sni \"x.test\"; verify #true; }"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"min-version \"1.3\"", "max-version \"1.2\""})
    void aVersionOutsideTheLimitsIsNotSpoken(String limit) {
        String theOther = limit.startsWith("min") ? "TLSv1.2" : "TLSv1.3";
        OriginTlsSide side = new OriginTlsSide(CA.serverContext(APP), false, List.of(theOther), List.of());
        try (TestOrigin origin = TestOrigin.answering(Messages.OK).overTls(side)) {
            assertRefused(origin, "upstream_tls_failed", tls("sni \"app.test\"; " + limit));
        }
    }

    @Test
    void aVersionWithinTheLimitsIsSpoken() {
        try (TestOrigin origin = origin(APP);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        tls("sni \"app.test\"; max-version \"1.2\"; cipher-suites"
                                + " \"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384\""));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(origin.handshakes().getFirst().protocol()).isEqualTo("TLSv1.2");
        }
    }

    @Test
    void anOriginThatSpeaksHttpOnThePortIsNotMistaken() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK)) {
            Piece target = target(origin, "127.0.0.1");
            try (RunningProxy proxy = RunningProxy.inFrontOf(origin, target, tls("sni \"app.test\""));
                    RawClient client = proxy.connect()) {
                origin.awaitConnections(0);
                client.send(Messages.GET);
                origin.awaitConnections(1);
                origin.push(0, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(502);
                await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                        .containsEntry("zentinel_blocked_requests_total{reason=\"upstream_tls_failed\"}", 1.0));
            }
        }
    }

    /** Where HTTP/1.1 alone is offered, an origin that has none must not be sent a request that it would misread. */
    @Test
    void anOriginThatSpeaksHttp2AloneIsRefusedWhereThatIsNotOffered() {
        OriginTlsSide side = new OriginTlsSide(CA.serverContext(APP), false, List.of(), List.of("h2"));
        try (TestOrigin origin = TestOrigin.answering(Messages.OK).overTls(side)) {
            assertRefused(
                    origin,
                    "upstream_tls_failed",
                    tls("sni \"app.test\""),
                    Piece.upstream("http-version { max-version 1; }"));
        }
    }

    /** Content that lasts until the connection ends has only close_notify to say that it is whole (RFC 8446 section 6.1). */
    @Test
    void contentThatWasCutOffWithoutCloseNotifyIsNotTakenForWhole() {
        assertThat(untilClose(new Step.HalfClose()).complete()).isFalse();
    }

    @Test
    void contentThatEndsWithCloseNotifyIsWhole() {
        Reply reply = untilClose(new Step.Close());
        assertThat(reply.body()).isEqualTo("until the end");
        assertThat(reply.complete()).isTrue();
    }

    private static Reply untilClose(Step end) {
        try (TestOrigin origin = TestOrigin.doing(
                                new Step.ReadBody(), Step.send("HTTP/1.1 200 OK\r\n\r\nuntil the end"), end)
                        .overTls(APP);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, tls("sni \"app.test\""));
                RawClient client = proxy.connect()) {
            return client.send(Messages.GET).read();
        }
    }

    @Test
    void aBodyOfManyRecordsPassesBothWays() {
        int octets = 3_000_000;
        try (TestOrigin origin = TestOrigin.doing(
                                new Step.ReadBody(),
                                Step.send(Messages.okWith("Content-Length: " + octets + "\r\n", "")),
                                new Step.SendPattern(octets))
                        .overTls(APP);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, tls("sni \"app.test\""));
                RawClient client = proxy.connect()) {
            String content = "x".repeat(1_000_000);
            client.send(Messages.postWith("Content-Length: " + content.length() + "\r\n", content));
            Reply reply = client.read();
            assertThat(reply.complete()).isTrue();
            assertThat(reply.content().length()).isEqualTo(octets);
            assertThat(origin.onlyRequest().body()).hasSize(content.length());
        }
    }
}
