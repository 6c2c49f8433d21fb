package io.zentinelproxy.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.TestCertificates;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardedClientCertTest {
    private static String sha256(X509Certificate certificate) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        return HexFormat.of().formatHex(digest);
    }

    private static X509Certificate named(String commonName, String names) {
        return TestCertificates.authority()
                .clientWithNames(commonName, names)
                .chain()
                .getFirst();
    }

    @Test
    void hashSubjectAndNamesStandInTheOrderOfEnvoy() throws Exception {
        X509Certificate certificate =
                named("alice", "DNS:alice.example,URI:spiffe://a/alice,DNS:al.example,email:a@b.example");
        assertThat(ForwardedClientCert.of(certificate))
                .isEqualTo("Hash=" + sha256(certificate)
                        + ";Subject=\"CN=alice\";URI=spiffe://a/alice;DNS=alice.example;DNS=al.example");
    }

    @Test
    void nameThatWouldBeginAnotherElementIsQuoted() {
        assertThat(ForwardedClientCert.of(named("bob", "URI:http://b/x;URI=spiffe://admin")))
                .endsWith(";URI=\"http://b/x;URI=spiffe://admin\"");
    }

    /** The JDK reads no such URI, and without its names the rest would be half the truth. */
    @Test
    void certificateWhoseNamesAreMalformedIsNotTold() {
        assertThat(ForwardedClientCert.of(named("eve", "URI:http://b/\\\";URI=spiffe://admin;X=\\\"")))
                .isNull();
    }

    @Test
    void moreNamesThanFitAreNotToldInPart() {
        String many = "DNS:a.example" + ",DNS:a-rather-long-name-of-a-client.example".repeat(100);
        assertThat(ForwardedClientCert.of(named("many", many))).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "CN=alice, O=Acme | CN=alice,O=Acme",
                "CN=a\\\"b | CN=a\\22b",
                "CN=a\\\"\\;URI\\=spiffe://admin\\\" | CN=a\\22\\;URI\\=spiffe://admin\\22",
                "CN=a\\\\ | CN=a\\5C",
                "CN=a\\\\\\\" | CN=a\\5C\\22",
                "CN=é | CN=\\C3\\A9",
                "CN=a\\0Ab | CN=a\\0Ab",
                "CN=a\\,b | CN=a\\,b",
            })
    void subjectCannotEndItsQuotes(String subject, String written) {

        assertThat(ForwardedClientCert.subject(new X500Principal(subject))).isEqualTo(written);
    }
}
