package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever says which certificate it has shown, instead of showing one, is not passed on (RFC 9440 section 4). */
class ClientCertFieldsTest {
    private static final Piece TRUSTED = Piece.listener("trusted-proxies \"127.0.0.0/8\"");

    private static ReceivedRequest forwarded(String fieldLines, Piece... pieces) {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, pieces);
                RawClient client = proxy.connect()) {
            client.send(Messages.getWith(fieldLines)).read();
            return origin.onlyRequest();
        }
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
}
