package io.zentinelproxy.core.certificate;

import io.zentinelproxy.core.certificate.PemFile.Section;
import io.zentinelproxy.core.certificate.UnusableFile.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Private keys as they stand in files: PKCS#8, the same encrypted, PKCS#1 and SEC1. */
final class PrivateKeys {
    /** The factories of the keys that TLS signs with, tried in turn: a PKCS#8 says itself what it is of. */
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS");

    private static final String EC_PARAMETERS = "EC PARAMETERS";
    private static final String PBES2 = "PBES2";
    private static final String PBES2_IDENTIFIER = "1.2.840.113549.1.5.13";

    private PrivateKeys() {}

    /**
     * The first key of the file.
     *
     * @param passphrase of an encrypted one, or null
     * @throws UnusableFile where there is no key, one of a kind that is not read, or the passphrase is missing, wrong or not needed
     */
    static PrivateKey read(Path file, @Nullable Passphrase passphrase) throws UnusableFile {
        List<Section> sections = PemFile.read(file, Part.KEY);
        for (Section section : sections) {
            if (section.label().endsWith("PRIVATE KEY")) {
                return key(section, sections, file, passphrase);
            }
        }
        throw new UnusableFile(Part.KEY, file, "holds no private key in PEM form");
    }

    private static PrivateKey key(Section section, List<Section> all, Path file, @Nullable Passphrase passphrase)
            throws UnusableFile {
        if (section.encrypted()) {
            throw new UnusableFile(
                    Part.KEY,
                    file,
                    "is encrypted in the old form of OpenSSL, which is not read: `openssl pkcs8 -topk8` writes the new one");
        }
        if (section.label().equals("ENCRYPTED PRIVATE KEY")) {
            return parse(decrypt(section.der(), file, passphrase), file);
        }
        if (passphrase != null) {
            throw new UnusableFile(Part.PASSPHRASE, file, "is not encrypted, so that no passphrase opens it");
        }
        return switch (section.label()) {
            case "PRIVATE KEY" -> parse(new PKCS8EncodedKeySpec(section.der()), file);
            case "RSA PRIVATE KEY" -> parse(new PKCS8EncodedKeySpec(Pkcs8.ofPkcs1(section.der())), file);
            case "EC PRIVATE KEY" -> parse(sec1(section.der(), all, file), file);
            default ->
                throw new UnusableFile(
                        Part.KEY, file, "holds a key in a form that is not read: PKCS#8, PKCS#1 and SEC1 are");
        };
    }

    private static PKCS8EncodedKeySpec sec1(byte[] der, List<Section> all, Path file) throws UnusableFile {
        byte[] parameters = null;
        for (Section section : all) {
            if (section.label().equals(EC_PARAMETERS)) {
                parameters = section.der();
            }
        }
        byte[] encoded = Pkcs8.ofSec1(der, parameters);
        if (encoded == null) {
            throw new UnusableFile(Part.KEY, file, "holds an EC key that does not name its curve");
        }
        return new PKCS8EncodedKeySpec(encoded);
    }

    private static PrivateKey parse(PKCS8EncodedKeySpec encoded, Path file) throws UnusableFile {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException another) {
                // It is of another algorithm, or of none.
            } catch (GeneralSecurityException missing) {
                throw new IllegalStateException("the JDK has no " + algorithm, missing);
            }
        }
        throw new UnusableFile(Part.KEY, file, "holds no key of RSA, ECDSA or EdDSA, or a damaged one");
    }

    /** PBES2 and what else the JDK knows of PKCS#5. */
    private static PKCS8EncodedKeySpec decrypt(byte[] der, Path file, @Nullable Passphrase passphrase)
            throws UnusableFile {
        if (passphrase == null) {
            throw new UnusableFile(Part.KEY, file, "is encrypted and needs a `key-passphrase`");
        }
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
            String algorithm = algorithm(info);
            SecretKey key = SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(passphrase.secret()));
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
            return info.getKeySpec(cipher);
        } catch (InvalidKeySpecException wrong) {
            throw new UnusableFile(Part.PASSPHRASE, file, "is not opened by its passphrase");
        } catch (IOException | GeneralSecurityException unknown) {
            throw new UnusableFile(Part.KEY, file, "is encrypted in a way that is not known, or damaged");
        }
    }

    /** The JDK names the whole of a PBES2 scheme by its parameters alone. */
    private static String algorithm(EncryptedPrivateKeyInfo info) {
        String name = info.getAlgName();
        return name.equals(PBES2) || name.equals(PBES2_IDENTIFIER)
                ? info.getAlgParameters().toString()
                : name;
    }
}
