package io.zentinelproxy.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;

/** The certificates that other tests rely on are what their names say. */
final class TestCertificatesTest {

    @Test
    void aServerCertificateIsSignedByItsAuthorityAndNamesWhatWasAsked() throws Exception {
        TestIdentity server = TestCertificates.authority().server("a.example", "*.b.example", "127.0.0.1");
        X509Certificate leaf = server.chain().getFirst();
        X509Certificate ca = TestIdentity.certificatesIn(
                        TestCertificates.authority().caFile())
                .getFirst();
        assertThatCode(() -> leaf.verify(ca.getPublicKey())).doesNotThrowAnyException();
        assertThat(leaf.getSubjectAlternativeNames())
                .extracting(name -> (String) name.get(1))
                .containsExactlyInAnyOrder("a.example", "*.b.example", "127.0.0.1");
        leaf.checkValidity();
    }

    @Test
    void askingTwiceGivesTheSameFilesAndAnotherAuthorityOthers() {
        TestIdentity once = TestCertificates.authority().client("c.example");
        assertThat(TestCertificates.authority().client("c.example")).isEqualTo(once);
        assertThat(TestCertificates.otherAuthority().client("c.example")).isNotEqualTo(once);
    }

    @Test
    void expiredOnesAreExpired() {
        X509Certificate server = TestCertificates.authority()
                .expiredServer("old.example")
                .chain()
                .getFirst();
        assertThatThrownBy(server::checkValidity).isInstanceOf(CertificateExpiredException.class);
    }

    @Test
    void keysComeInEveryForm() throws IOException {
        TestIdentity rsa = TestCertificates.authority().server(KeyKind.RSA_2048, "rsa.example");
        TestIdentity ec = TestCertificates.authority().server("ec.example");
        assertThat(Files.readString(rsa.keyAs(KeyForm.PKCS1))).startsWith("-----BEGIN RSA PRIVATE KEY-----");
        assertThat(Files.readString(rsa.keyAs(KeyForm.PKCS1_ENCRYPTED))).contains("DEK-Info");
        assertThat(Files.readString(ec.keyAs(KeyForm.SEC1))).startsWith("-----BEGIN EC PRIVATE KEY-----");
        assertThat(Files.readString(ec.keyAs(KeyForm.SEC1_WITH_PARAMETERS)))
                .startsWith("-----BEGIN EC PARAMETERS-----")
                .contains("-----BEGIN EC PRIVATE KEY-----");
        assertThat(Files.readString(ec.keyAs(KeyForm.PKCS8))).startsWith("-----BEGIN PRIVATE KEY-----");
        assertThat(Files.readString(rsa.keyAs(KeyForm.PKCS8_ENCRYPTED)))
                .startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        assertThat(rsa.privateKey().getAlgorithm()).isEqualTo("RSA");
        assertThat(ec.privateKey().getAlgorithm()).isEqualTo("EC");
    }
}
