package io.zentinelproxy.core.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zentinelproxy.core.testkit.KeyKind;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A certificate and a key: whether they belong together, and for which names. */
class CertificateFilesTest {

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void aCertificateWithItsKeyIsLoaded(KeyKind kind) throws UnusableFile {
        TestIdentity identity = TestCertificates.authority().server(kind, "pair.example", "*.pair.example", "::1");

        ServerCertificate loaded = filesOf(identity, identity).load();

        assertThat(loaded.algorithm()).isEqualTo(kind.name().startsWith("RSA") ? "RSA" : "EC");
        assertThat(loaded.names()).containsExactly("pair.example", "*.pair.example");
        assertThat(loaded.expiry())
                .isEqualTo(identity.chain().getFirst().getNotAfter().toInstant());
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void aKeyOfAnotherCertificateIsRefused(KeyKind kind) {
        TestIdentity one = TestCertificates.authority().server(KeyKind.ECDSA_P256, "one.example");
        TestIdentity other = TestCertificates.authority().server(kind, "other.example");

        UnusableFile refused = catchThrowableOfType(
                UnusableFile.class, () -> filesOf(one, other).load());

        assertThat(refused.part()).isEqualTo(UnusableFile.Part.KEY);
        assertThat(refused.reason())
                .isEqualTo("the file `" + other.key() + "` does not hold the key of the first certificate in `"
                        + one.certificate() + "`");
    }

    @Test
    void aKeyOfAnotherRsaModulusIsRefused() {
        TestIdentity one = TestCertificates.authority().server(KeyKind.RSA_2048, "one.example");
        TestIdentity other = TestCertificates.authority().server(KeyKind.RSA_2048, "other.example");

        assertThat(catchThrowableOfType(
                        UnusableFile.class, () -> filesOf(one, other).load()))
                .isNotNull();
    }

    @Test
    void theCommonNameCountsOnlyWithoutAlternativeNames() throws UnusableFile {
        TestIdentity old = TestCertificates.authority().serverNamedByCommonName("Old.Example");
        TestIdentity today = TestCertificates.authority().clientWithNames("ignored.example", "DNS:named.example");

        assertThat(filesOf(old, old).load().names()).containsExactly("old.example");
        assertThat(filesOf(today, today).load().names()).containsExactly("named.example");
    }

    private static CertificateFiles filesOf(TestIdentity certificate, TestIdentity key) {
        return new CertificateFiles(certificate.certificate(), key.key(), null);
    }
}
