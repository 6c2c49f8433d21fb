package io.zentinelproxy.core.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.testkit.LogCapture;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that change while connections are served with them. */
class CertificateReloadTest {
    private static final TestCertificates CA = TestCertificates.authority();

    @TempDir
    private Path folder;

    @Test
    void unchangedFilesAreNotLoadedAgain() throws Exception {
        TlsContexts contexts = contexts(null);
        TlsContext before = contexts.current();

        contexts.refresh();

        assertThat(contexts.current()).isSameAs(before);
        assertThat(contexts.reloads()).isZero();
    }

    @Test
    void aPairThatDoesNotMatchIsToldOfOnceAndTheOldOneServesUntilItDoes() throws Exception {
        TlsContexts contexts = contexts(null);
        TestIdentity renewed = CA.server("renewed.example");
        try (LogCapture log = new LogCapture(TlsContexts.class)) {
            TestCertificates.put(renewed.certificate(), folder.resolve("cert.pem"));
            contexts.refresh();
            contexts.refresh();

            assertThat(contexts.failures()).isEqualTo(1);
            assertThat(log.messages()).hasSize(1).first().asString().contains("does not hold the key");
        }
        assertThat(served(contexts)).isEqualTo("CN=a.example");
        TestCertificates.put(renewed.key(), folder.resolve("key.pem"));
        contexts.refresh();
        assertThat(served(contexts)).isEqualTo("CN=renewed.example");
        assertThat(contexts.reloads()).isEqualTo(1);
    }

    @Test
    void aFileThatIsGoneOrHalfWrittenLeavesTheOldCertificate() throws Exception {
        TlsContexts contexts = contexts(null);
        Files.delete(folder.resolve("key.pem"));
        contexts.refresh();
        String whole = Files.readString(CA.server("a.example").key());
        Files.writeString(folder.resolve("key.pem"), whole.substring(0, 100));
        contexts.refresh();

        assertThat(contexts.failures()).isEqualTo(2);
        assertThat(served(contexts)).isEqualTo("CN=a.example");
    }

    @Test
    void afterAChangeOfAuthoritiesNoSessionOfTheOldOnesGoesOn() throws Exception {
        Path authorities = TestCertificates.put(CA.caFile(), folder.resolve("ca.pem"));
        TlsContexts contexts = contexts(authorities);
        SSLContext known = CA.clientContext(CA.client("c.example"));
        EnginePair.handshake(contexts.current(), known, "a.example");

        TestCertificates.put(TestCertificates.otherAuthority().caFile(), authorities);
        contexts.refresh();

        assertThatThrownBy(() -> EnginePair.handshake(contexts.current(), known, "a.example"))
                .isInstanceOf(SSLException.class);
        EnginePair.handshake(
                contexts.current(),
                CA.clientContext(TestCertificates.otherAuthority().client("c.example")),
                "a.example");
    }

    @Test
    void anExpiredCertificateServesAndTheLogSaysSo() throws Exception {
        try (LogCapture log = new LogCapture(TlsContexts.class)) {
            TestIdentity expired = TestCertificates.copyTo(folder, CA.expiredServer("a.example"));
            TlsContexts contexts = new TlsContexts("main", policy(ClientAuth.NONE), List.of(block(expired)), null);

            assertThat(served(contexts)).isEqualTo("CN=a.example");
            assertThat(log.messages()).hasSize(1).first().asString().contains("has expired");
            assertThat(contexts.expirySeconds(0, 0)).isLessThan(System.currentTimeMillis() / 1000);
        }
    }

    private static String served(TlsContexts contexts) throws SSLException {
        return EnginePair.handshake(contexts.current(), TestCertificates.trustingContext(), "a.example")
                .served()
                .getSubjectX500Principal()
                .getName();
    }

    private TlsContexts contexts(Path authorities) throws UnusableFile {
        TestIdentity own = TestCertificates.copyTo(folder, CA.server("a.example"));
        ClientAuth auth = authorities == null ? ClientAuth.NONE : ClientAuth.REQUIRED;
        return new TlsContexts("main", policy(auth), List.of(block(own)), authorities);
    }

    private static CertificateBlock block(TestIdentity identity) {
        CertificateFiles files = new CertificateFiles(identity.certificate(), identity.key(), null);
        return new CertificateBlock(List.of(files), List.of(), List.of());
    }

    private static TlsPolicy policy(ClientAuth auth) {
        return new TlsPolicy(
                TlsVersion.TLS_1_2, TlsVersion.TLS_1_3, CipherSuites.DEFAULT, auth, true, false, List.of());
    }
}
