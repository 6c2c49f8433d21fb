package io.zentinelproxy.core.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.testkit.KeyKind;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP/2 is agreed on with suites that may carry it, and with no other (RFC 9113 section 9.2.2). */
class Http2SuitesTest {
    private static final TestCertificates CA = TestCertificates.authority();
    private static final String OLD = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256";
    private static final String NEW = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";

    @Test
    void eachSuiteOfTheDefaultsCarriesHttp2() throws Exception {
        TlsContext context =
                context(CipherSuites.DEFAULT, CA.server("a.example"), CA.server(KeyKind.RSA_2048, "a.example"));

        for (String suite : CipherSuites.DEFAULT) {
            assertThat(agreed(context, suite, "h2", "http/1.1")).as(suite).isEqualTo("h2");
            assertThat(agreed(context, suite, "http/1.1")).as(suite).isEqualTo("http/1.1");
        }
    }

    @Test
    void withAnOldSuiteHttp1IsAgreedOnOrNothing() throws Exception {
        TlsContext context = context(List.of(OLD, NEW), CA.server("a.example"));

        assertThat(agreed(context, OLD, "h2", "http/1.1")).isEqualTo("http/1.1");
        assertThat(agreed(context, NEW, "http/1.1", "h2")).isEqualTo("h2");
        assertThat(agreed(context, OLD)).isEmpty();
        assertThatThrownBy(() -> agreed(context, OLD, "h2")).isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> agreed(context, NEW, "gopher")).isInstanceOf(SSLException.class);
    }

    @Test
    void aSessionThatGoesOnWithAnOldSuiteCarriesNoHttp2Either() throws Exception {
        TlsContext context = context(List.of(OLD), CA.server("a.example"));
        SSLContext clients = CA.clientContext();

        EnginePair first = asking(context, clients, OLD, "http/1.1");
        EnginePair second = asking(context, clients, OLD, "h2", "http/1.1");
        assertThat(second.resumes(first)).isTrue();
        assertThat(second.applicationProtocol()).isEqualTo("http/1.1");
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_AES_128_GCM_SHA256, true",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, true",
        "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384, true",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8, true",
        "TLS_RSA_WITH_AES_128_GCM_SHA256, false",
        "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256, false",
        "TLS_DH_anon_WITH_AES_128_GCM_SHA256, false",
        "TLS_ECDH_anon_WITH_AES_256_CBC_SHA, false",
        "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256, false",
        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384, false",
        "SSL_RSA_WITH_3DES_EDE_CBC_SHA, false",
    })
    void whatAppendixAListsMustNotCarryIt(String suite, boolean may) {
        assertThat(CipherSuites.mayCarryHttp2(suite)).isEqualTo(may);
    }

    private static TlsContext context(List<String> suites, TestIdentity... identities) throws UnusableFile {
        TlsPolicy policy = new TlsPolicy(
                TlsVersion.TLS_1_2,
                TlsVersion.TLS_1_3,
                suites,
                ClientAuth.NONE,
                true,
                false,
                List.of(TlsPolicy.HTTP_2, TlsPolicy.HTTP_1_1));
        List<CertificateFiles> files = Stream.of(identities)
                .map(identity -> new CertificateFiles(identity.certificate(), identity.key(), null))
                .toList();
        return new TlsContexts("test", policy, List.of(new CertificateBlock(files, List.of(), List.of())), null)
                .current();
    }

    private static String agreed(TlsContext context, String suite, String... protocols) throws SSLException {
        return asking(context, CA.clientContext(), suite, protocols).applicationProtocol();
    }

    private static EnginePair asking(TlsContext context, SSLContext clients, String suite, String... protocols)
            throws SSLException {
        return EnginePair.handshake(context, clients, "a.example", asking -> {
            asking.setCipherSuites(new String[] {suite});
            asking.setApplicationProtocols(protocols);
        });
    }
}
