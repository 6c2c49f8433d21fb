package io.zentinelproxy.core.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.testkit.KeyKind;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What JSSE does with our certificates, versions, suites and authorities. */
class TlsContextTest {
    private static final TestCertificates CA = TestCertificates.authority();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theRequestedNameChoosesTheCertificate(String version) throws Exception {
        TlsContexts contexts = contexts(
                policy(ClientAuth.NONE, true),
                null,
                CA.server("default.example"),
                CA.server("a.example", "*.b.example"));
        SSLContext clients = CA.clientContext();

        assertThat(served(contexts, clients, version, "a.example")).isEqualTo("a.example");
        assertThat(served(contexts, clients, version, "x.b.example")).isEqualTo("a.example");
        assertThat(served(contexts, clients, version, "default.example")).isEqualTo("default.example");
        assertThat(served(contexts, TestCertificates.trustingContext(), version, "other.example"))
                .isEqualTo("default.example");
    }

    private static String served(TlsContexts contexts, SSLContext clients, String version, String name)
            throws SSLException {
        EnginePair pair = EnginePair.handshake(
                contexts.current(), clients, name, asking -> asking.setProtocols(new String[] {version}));
        assertThat(pair.session().getProtocol()).isEqualTo(version);
        return pair.served().getSubjectX500Principal().getName().substring("CN=".length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void rsaAndEcdsaStandSideBySide(String version) throws Exception {
        CertificateFiles ec = files(CA.server("both.example"));
        CertificateFiles rsa = files(CA.server(KeyKind.RSA_2048, "both.example"));
        CertificateBlock block = new CertificateBlock(List.of(ec, rsa), List.of(), List.of());
        TlsContext context = new TlsContexts("test", policy(ClientAuth.NONE, true), List.of(block), null).current();

        assertThat(keyServed(context, version, "ecdsa_secp256r1_sha256")).isEqualTo("EC");
        assertThat(keyServed(context, version, "rsa_pss_rsae_sha256", "rsa_pkcs1_sha256", "ecdsa_secp256r1_sha256"))
                .isEqualTo("RSA");
    }

    /** A client that can verify these signatures alone, in certificates too: the authority's is of ECDSA. */
    private static String keyServed(TlsContext context, String version, String... schemes) throws SSLException {
        boolean rsa = schemes[0].startsWith("rsa");
        EnginePair pair = EnginePair.handshake(context, TestCertificates.trustingContext(), "both.example", asking -> {
            asking.setProtocols(new String[] {version});
            asking.setSignatureSchemes(schemes);
            if (version.equals("TLSv1.2")) {
                asking.setCipherSuites(new String[] {
                    rsa ? "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" : "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
                });
            }
        });
        return pair.served().getPublicKey().getAlgorithm();
    }

    @Test
    void versionsOutsideTheRangeAreNotSpoken() throws Exception {
        TlsPolicy newest = new TlsPolicy(
                TlsVersion.TLS_1_3, TlsVersion.TLS_1_3, CipherSuites.DEFAULT, ClientAuth.NONE, true, false, List.of());
        TlsContexts contexts = contexts(newest, null, CA.server("a.example"));

        assertThat(served(contexts, CA.clientContext(), "TLSv1.3", "a.example")).isEqualTo("a.example");
        assertThatThrownBy(() -> served(contexts, CA.clientContext(), "TLSv1.2", "a.example"))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void theServersOrderOfSuitesDecidesAndOthersAreRefused() throws Exception {
        TlsPolicy policy = new TlsPolicy(
                TlsVersion.TLS_1_3,
                TlsVersion.TLS_1_3,
                List.of("TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"),
                ClientAuth.NONE,
                true,
                false,
                List.of());
        TlsContext context = contexts(policy, null, CA.server("a.example")).current();

        EnginePair pair = EnginePair.handshake(context, CA.clientContext(), "a.example");
        assertThat(pair.session().getCipherSuite()).isEqualTo("TLS_CHACHA20_POLY1305_SHA256");
        assertThatThrownBy(() -> EnginePair.handshake(
                        context,
                        CA.clientContext(),
                        "a.example",
                        asking -> asking.setCipherSuites(new String[] {"TLS_AES_256_GCM_SHA384"})))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void http11IsAgreedOnAndAClientOfOtherProtocolsAloneIsRefused() throws Exception {
        TlsContext context = contexts(policy(ClientAuth.NONE, true), null, CA.server("a.example"))
                .current();

        EnginePair pair = EnginePair.handshake(
                context,
                CA.clientContext(),
                "a.example",
                asking -> asking.setApplicationProtocols(new String[] {"h2", "http/1.1"}));
        assertThat(pair.applicationProtocol()).isEqualTo("http/1.1");
        assertThatThrownBy(() -> EnginePair.handshake(
                        context,
                        CA.clientContext(),
                        "a.example",
                        asking -> asking.setApplicationProtocols(new String[] {"gopher"})))
                .isInstanceOf(SSLException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aRequiredClientCertificateMustBeGood(String version) throws Exception {
        TlsContexts contexts = contexts(policy(ClientAuth.REQUIRED, true), CA.caFile(), CA.server("a.example"));

        assertThat(served(contexts, CA.clientContext(CA.client("c.example")), version, "a.example"))
                .isEqualTo("a.example");
        refuses(contexts, CA.clientContext(), version);
        refuses(contexts, CA.clientContext(TestCertificates.otherAuthority().client("c.example")), version);
        refuses(contexts, CA.clientContext(CA.expiredClient("c.example")), version);
        refuses(contexts, CA.clientContext(CA.server("server.example")), version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anOptionalClientCertificateMayBeMissingButNotBad(String version) throws Exception {
        TlsContexts contexts = contexts(policy(ClientAuth.OPTIONAL, true), CA.caFile(), CA.server("a.example"));

        served(contexts, CA.clientContext(), version, "a.example");
        served(contexts, CA.clientContext(CA.client("c.example")), version, "a.example");
        refuses(contexts, CA.clientContext(CA.expiredClient("c.example")), version);
    }

    private static void refuses(TlsContexts contexts, SSLContext clients, String version) {
        assertThatThrownBy(() -> served(contexts, clients, version, "a.example"))
                .isInstanceOf(SSLException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionGoesOnUnlessThatIsOffOrTheCertificatesChanged(String version) throws Exception {
        TestIdentity own = TestCertificates.copyTo(folder, CA.server("a.example"));
        TlsContexts contexts = contexts(policy(ClientAuth.NONE, true), null, own);
        SSLContext clients = CA.clientContext();
        EnginePair first = handshake(contexts, clients, version);

        assertThat(handshake(contexts, clients, version).resumes(first)).isTrue();
        TestCertificates.copyTo(folder, CA.server("a.example", "renewed.example"));
        contexts.refresh();
        EnginePair after = handshake(contexts, clients, version);
        assertThat(after.resumes(first)).isFalse();
        assertThat(after.served().getSubjectAlternativeNames()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void noSessionGoesOnWhereResumptionIsOff(String version) throws Exception {
        TlsContexts contexts = contexts(policy(ClientAuth.NONE, false), null, CA.server("a.example"));
        SSLContext clients = CA.clientContext();
        EnginePair first = handshake(contexts, clients, version);

        assertThat(handshake(contexts, clients, version).resumes(first)).isFalse();
    }

    private static EnginePair handshake(TlsContexts contexts, SSLContext clients, String version) throws SSLException {
        return EnginePair.handshake(
                contexts.current(), clients, "a.example", asking -> asking.setProtocols(new String[] {version}));
    }

    private static TlsPolicy policy(ClientAuth auth, boolean resumption) {
        return new TlsPolicy(
                TlsVersion.TLS_1_2,
                TlsVersion.TLS_1_3,
                CipherSuites.DEFAULT,
                auth,
                resumption,
                false,
                List.of("http/1.1"));
    }

    private static CertificateFiles files(TestIdentity identity) {
        return new CertificateFiles(identity.certificate(), identity.key(), null);
    }

    private static TlsContexts contexts(TlsPolicy policy, Path authorities, TestIdentity... identities)
            throws UnusableFile {
        List<CertificateBlock> blocks = new ArrayList<>();
        for (TestIdentity identity : identities) {
            blocks.add(new CertificateBlock(List.of(files(identity)), List.of(), List.of()));
        }
        return new TlsContexts("test", policy, blocks, authorities);
    }
}
