package io.zentinelproxy.core.config;

import io.zentinelproxy.core.certificate.CertificateFiles;
import io.zentinelproxy.core.certificate.Passphrase;
import io.zentinelproxy.core.certificate.ServerCertificate;
import io.zentinelproxy.core.certificate.UnusableFile;
import io.zentinelproxy.core.config.kdl.Position;
import io.zentinelproxy.core.config.kdl.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the keys that name a certificate and its private key, wherever they stand, and looks into the files. */
final class CertificateReader {
    static final Key<Path> CERT_FILE = Key.required(
            "cert-file",
            ProcessTypes.FILE,
            "The certificate in PEM form, and behind it who signed it, one after the other.");

    static final Key<Path> KEY_FILE = Key.required(
            "key-file", ProcessTypes.FILE, "Its private key in PEM form: PKCS#8, encrypted or not, PKCS#1 or SEC1.");

    static final Key<SecretTypes.SecretSource> KEY_PASSPHRASE =
            Key.optional("key-passphrase", SecretTypes.PASSPHRASE, "none", "What opens an encrypted private key.");

    static final Block BLOCK = Block.repeated(
                    "certificate",
                    "A further certificate for the same names, with a key of another kind: RSA beside ECDSA. The client's preference decides.")
            .keys(CERT_FILE, KEY_FILE, KEY_PASSPHRASE);

    /** What will make certificates itself; refused as not supported, but nothing is missing where it stands. */
    private static final List<String> ACME = List.of("acme");

    private CertificateReader() {}

    /** A certificate as it is configured, and as it is now. */
    record Read(CertificateFiles files, ServerCertificate certificate) {}

    /** The certificate of this block and those of the blocks in it; without those that a problem was reported of. */
    static List<Read> all(Section section) {
        List<Read> all = new ArrayList<>();
        Read own = read(section);
        if (own != null) {
            all.add(own);
        }
        all.addAll(section.each(BLOCK, CertificateReader::read));
        for (int i = 1; i < all.size(); i++) {
            reportKeyOfSameKind(all.subList(0, i), all.get(i), section);
        }
        return all;
    }

    private static void reportKeyOfSameKind(List<Read> before, Read further, Section section) {
        String algorithm = further.certificate.algorithm();
        if (before.stream().anyMatch(read -> read.certificate.algorithm().equals(algorithm))) {
            section.report(
                    "two certificates of one block have keys of " + algorithm + ", so that one would never be chosen",
                    "one for each kind of key");
        }
    }

    private static @Nullable Read read(Section section) {
        Located<Path> certificate = section.locate(CERT_FILE, ACME);
        Located<Path> key = section.locate(KEY_FILE, ACME);
        return load(certificate, key, section.locate(KEY_PASSPHRASE), section);
    }

    /** Null where one of them is missing or a problem was reported. */
    static @Nullable Read load(
            @Nullable Located<Path> certificate,
            @Nullable Located<Path> key,
            @Nullable Located<SecretTypes.SecretSource> secret,
            Section section) {
        Passphrase passphrase = secret == null ? null : SecretTypes.passphrase(secret.value(), section);
        if (certificate == null || key == null || secret != null && passphrase == null) {
            return null;
        }
        CertificateFiles files =
                new CertificateFiles(section.resolve(certificate.value()), section.resolve(key.value()), passphrase);
        try {
            return new Read(files, files.load());
        } catch (UnusableFile unusable) {
            Position passphraseAt = secret == null ? key.position() : secret.position();
            report(unusable, certificate.position(), key.position(), passphraseAt, section);
            return null;
        }
    }

    private static void report(
            UnusableFile unusable, Position certificate, Position key, Position passphrase, Section section) {
        section.report(
                switch (unusable.part()) {
                    case CERTIFICATE, AUTHORITIES ->
                        Problem.at(certificate, unusable.reason()).expecting("a certificate in PEM form");
                    case KEY -> Problem.at(key, unusable.reason()).expecting("the private key of the certificate");
                    case PASSPHRASE ->
                        Problem.at(passphrase, unusable.reason()).expecting("what opens the key, if it is encrypted");
                });
    }
}
