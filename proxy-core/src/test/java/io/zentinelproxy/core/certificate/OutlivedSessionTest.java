package io.zentinelproxy.core.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import java.lang.reflect.Proxy;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;

/** A session that goes on does not show the client's certificate again, which may have ended since. */
class OutlivedSessionTest {
    @Test
    void sessionEndsWithTheCertificateOfItsClient() {
        TestCertificates authority = TestCertificates.authority();
        assertThat(ClientTrust.isOutlived(sessionOf(authority.expiredClient("old"))))
                .isTrue();
        assertThat(ClientTrust.isOutlived(sessionOf(authority.client("new")))).isFalse();
    }

    @Test
    void sessionWithoutAClientsCertificateHasNoneToOutlive() {
        assertThat(ClientTrust.isOutlived(session(null))).isFalse();
    }

    private static SSLSession sessionOf(TestIdentity client) {
        return session(client.chain().toArray(X509Certificate[]::new));
    }

    private static SSLSession session(X509Certificate[] chain) {
        return (SSLSession) Proxy.newProxyInstance(
                OutlivedSessionTest.class.getClassLoader(),
                new Class<?>[] {SSLSession.class},
                (self, method, given) -> {
                    if (chain == null) {
                        throw new SSLPeerUnverifiedException("none");
                    }
                    return chain;
                });
    }
}
