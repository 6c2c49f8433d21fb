package io.zentinelproxy.core.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zentinelproxy.core.certificate.UnusableFile.Part;
import io.zentinelproxy.core.testkit.KeyForm;
import io.zentinelproxy.core.testkit.KeyKind;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys in each form that tools write, and what is said of those that cannot be used. */
class PrivateKeysTest {
    private static final Passphrase RIGHT = new Passphrase("env:PASSPHRASE", KeyForm.PASSPHRASE);

    @TempDir
    private Path folder;

    static Stream<Arguments> forms() {
        return Stream.of(
                Arguments.of(KeyKind.RSA_2048, KeyForm.PKCS8),
                Arguments.of(KeyKind.RSA_2048, KeyForm.PKCS8_ENCRYPTED),
                Arguments.of(KeyKind.RSA_2048, KeyForm.PKCS1),
                Arguments.of(KeyKind.ECDSA_P256, KeyForm.PKCS8),
                Arguments.of(KeyKind.ECDSA_P256, KeyForm.PKCS8_ENCRYPTED),
                Arguments.of(KeyKind.ECDSA_P256, KeyForm.SEC1),
                Arguments.of(KeyKind.ECDSA_P256, KeyForm.SEC1_WITH_PARAMETERS),
                Arguments.of(KeyKind.ECDSA_P384, KeyForm.SEC1));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void isTheSameKeyInEachForm(KeyKind kind, KeyForm form) throws UnusableFile {
        TestIdentity identity = TestCertificates.authority().server(kind, "forms.example");
        Passphrase passphrase = form == KeyForm.PKCS8_ENCRYPTED ? RIGHT : null;

        assertThat(secretOf(PrivateKeys.read(identity.keyAs(form), passphrase)))
                .isEqualTo(secretOf(identity.privateKey()));
    }

    /** Not the encoding, which may hold the public key as well or not. */
    private static BigInteger secretOf(PrivateKey key) {
        return key instanceof ECPrivateKey curve ? curve.getS() : ((RSAPrivateKey) key).getPrivateExponent();
    }

    @Test
    void anEncryptedKeyNeedsItsPassphrase() {
        Path encrypted = identity().keyAs(KeyForm.PKCS8_ENCRYPTED);

        assertThat(refused(encrypted, null).part()).isEqualTo(Part.KEY);
        UnusableFile wrong = refused(encrypted, new Passphrase("env:PASSPHRASE", "guessed"));
        assertThat(wrong.part()).isEqualTo(Part.PASSPHRASE);
        assertThat(wrong.reason()).isEqualTo("the file `" + encrypted + "` is not opened by its passphrase");
    }

    @Test
    void aPassphraseForAKeyInTheClearIsRefused() {
        assertThat(refused(identity().key(), RIGHT).part()).isEqualTo(Part.PASSPHRASE);
    }

    @Test
    void theOldEncryptionOfOpenSslIsNamed() {
        TestIdentity rsa = TestCertificates.authority().server(KeyKind.RSA_2048, "forms.example");

        assertThat(refused(rsa.keyAs(KeyForm.PKCS1_ENCRYPTED), RIGHT).reason()).contains("openssl pkcs8 -topk8");
    }

    @Test
    void noErrorShowsWhatIsInTheFile() throws Exception {
        String written = Files.readString(identity().key());
        String body = written.lines().skip(1).findFirst().orElseThrow();
        Path cut = Files.writeString(folder.resolve("cut.pem"), written.substring(0, written.length() / 2));
        Path damaged = Files.writeString(folder.resolve("damaged.pem"), written.replace(body, body.substring(8)));
        Path noBase64 = Files.writeString(folder.resolve("no.pem"), written.replace(body, "!" + body.substring(1)));

        for (Path file : new Path[] {cut, damaged, noBase64}) {
            assertThat(refused(file, null).reason()).contains(file.toString()).doesNotContain(body.substring(8, 20));
        }
    }

    @Test
    void aFileThatIsMissingHugeOrWithoutAKeyIsRefused() throws Exception {
        Path huge = Files.write(folder.resolve("huge.pem"), new byte[PemFile.MAX_OCTETS + 1]);

        assertThat(refused(folder.resolve("none.pem"), null).reason()).endsWith("does not exist");
        assertThat(refused(huge, null).reason()).endsWith("is larger than 1 MiB");
        assertThat(refused(identity().certificate(), null).reason()).endsWith("holds no private key in PEM form");
        assertThat(refused(folder, null).reason()).endsWith("cannot be read");
    }

    private static TestIdentity identity() {
        return TestCertificates.authority().server("forms.example");
    }

    private static UnusableFile refused(Path file, Passphrase passphrase) {
        return catchThrowableOfType(UnusableFile.class, () -> PrivateKeys.read(file, passphrase));
    }
}
