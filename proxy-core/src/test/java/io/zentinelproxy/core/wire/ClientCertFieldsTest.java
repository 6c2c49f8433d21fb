package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.SealedListener.CA;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever says which certificate it has shown, instead of showing one, is not passed on (RFC 9440 section 4). */
class ClientCertFieldsTest {
    private static final Piece TRUSTED = Piece.listener("trusted-proxies \"127.0.0.0/8\"");

    private static ReceivedRequest forwarded(String fieldLines, Piece... pieces) {
        return AtOrigin.of(Messages.getWith(fieldLines), pieces);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Client-Cert",
                "CLIENT-CERT",
                "client-cert",
                "Client_Cert",
                "Client-Cert-Chain",
                "cLIENT-cERT-cHAIN",
                "Client_Cert-Chain",
                "Client-Certificate",
                "X-Forwarded-Client-Cert",
                "x-forwarded-client-cert",
                "X_Forwarded_Client_Cert",
                "X-Forwarded-Client_Cert",
                "X-Forwarded-Client-Cert-Chain",
                "X-Forwarded-Tls-Client-Cert",
                "X-Forwarded-Tls-Client-Cert-Info",
                "X-Client-Cert",
                "x_client_cert",
                "X-Client-Cert-Chain-Verified",
                "X-Client-Verify",
                "X-Client-DN",
                "X-SSL-Client-Cert",
                "X-SSL-Client-Verify",
                "X_SSL_CLIENT_S_DN",
                "X-SSL-Cert",
                "SSL_CLIENT_CERT",
                "SSL_CLIENT_VERIFY",
                "SSL-Client-S-DN",
                "ssl-client-subject-dn",
                "X-ARR-ClientCert",
                "X-Amzn-Mtls-Clientcert-Leaf",
                "Cf-Client-Cert-Der-Base64",
                "CERT_CHAIN"
            })
    void claimedCertificateReachesNoOrigin(String name) {
        String twice = name + ": forged\r\nX-Mine: kept\r\n" + name + ": forged\r\n";
        for (ReceivedRequest request : new ReceivedRequest[] {
            forwarded(twice),
            // A proxy that is believed about addresses is not believed about certificates.
            forwarded(twice, TRUSTED),
            // Named by Connection, it is as gone as it would be without.
            forwarded("Connection: " + name + "\r\n" + twice)
        }) {
            assertThat(request.head()).doesNotContain("forged").doesNotContainIgnoringCase(name);
            assertThat(request.field("X-Mine")).isEqualTo("kept");
        }
    }

    @Test
    void claimedCertificateInATrailerReachesNoOrigin() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\nTE: trailers\r\n\r\n"
                            + "1\r\nx\r\n0\r\nClient-Cert: forged\r\nX-Forwarded-Client-Cert: forged\r\n"
                            + "x_client_cert: forged\r\nContent-Digest: kept\r\n\r\n")
                    .read();
            ReceivedRequest request = origin.onlyRequest();
            assertThat(request.head()).doesNotContain("forged");
            assertThat(request.content().trailers().all("Content-Digest")).containsExactly("kept");
            assertThat(request.content().trailers().toString())
                    .doesNotContain("forged")
                    .contains("kept");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Client-Hints", "Client", "X-Client-IP", "X-SSL", "SSL-Session", "X-Client-Version"})
    void namesThatMeanSomethingElseStay(String name) {
        assertThat(forwarded(name + ": kept\r\n").field(name)).isEqualTo("kept");
    }

    private static ReceivedRequest overTls(String tls, SSLContext client, String fieldLines) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, SealedListener.listener(CA.server("a.test"), tls));
                RawClient connection = RawClient.overTls(proxy.address(), client, "a.test")) {
            connection.send(Messages.getWith(fieldLines)).read();
            return origin.onlyRequest();
        }
    }

    private static String base64(TestIdentity identity) throws Exception {
        return Base64.getEncoder().encodeToString(identity.chain().getFirst().getEncoded());
    }

    @Test
    void certificateOfTheHandshakeTakesThePlaceOfWhatTheClientSays() throws Exception {
        TestIdentity client = CA.clientWithNames("c.example", "DNS:c.example,URI:spiffe://test/c");
        ReceivedRequest request = overTls(
                SealedListener.OPTIONAL_CLIENTS,
                CA.clientContext(client),
                "Client-Cert: :Zm9yZ2Vk:\r\nX-Forwarded-Client-Cert: Hash=forged\r\nClient-Cert-Chain: :Zm9yZ2Vk:\r\n");
        assertThat(request.field("Client-Cert")).isEqualTo(":" + base64(client) + ":");
        assertThat(request.fields().all("Client-Cert-Chain")).isEmpty();
        assertThat(request.field("X-Forwarded-Client-Cert"))
                .matches("Hash=[0-9a-f]{64};Subject=\"CN=c.example\";URI=spiffe://test/c;DNS=c.example");
        assertThat(request.field("X-Forwarded-Proto")).isEqualTo("https");
        assertThat(request.field("Forwarded")).contains("proto=https");
    }

    @Test
    void clientWithoutACertificateIsToldNothingOf() {
        ReceivedRequest request =
                overTls(SealedListener.OPTIONAL_CLIENTS, CA.clientContext(), "Client-Cert: :Zm9yZ2Vk:\r\n");
        assertThat(request.head()).doesNotContainIgnoringCase("client-cert");
    }

    @ParameterizedTest
    @CsvSource({"rfc9440, true, false", "xfcc, false, true", "both, true, true", "off, false, false"})
    void originsAreToldAsConfigured(String way, boolean rfc9440, boolean forwarded) {
        ReceivedRequest request = overTls(
                SealedListener.OPTIONAL_CLIENTS + "forward-client-cert \"" + way + "\"\n",
                CA.clientContext(CA.client("c.example")),
                "");
        assertThat(request.fields().all("Client-Cert")).hasSize(rfc9440 ? 1 : 0);
        assertThat(request.fields().all("X-Forwarded-Client-Cert")).hasSize(forwarded ? 1 : 0);
    }

    @Test
    void everyRequestOfTheConnectionIsTold() throws Exception {
        TestIdentity identity = CA.client("c.example");
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, SealedListener.listener(CA.server("a.test"), SealedListener.OPTIONAL_CLIENTS));
                RawClient connection = RawClient.overTls(proxy.address(), CA.clientContext(identity), "a.test")) {
            for (int i = 0; i < 3; i++) {
                connection.send(Messages.GET).read();
            }
            assertThat(origin.requests())
                    .hasSize(3)
                    .allMatch(request -> request.fields().has("Client-Cert"));
        }
    }
}
