package io.zentinelproxy.core.certificate;

import io.zentinelproxy.core.certificate.UnusableFile.Part;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.List;

/** A certificate chain with the key that proves it, as they were read. Immutable; the array is not given out to be changed. */
public final class ServerCertificate {
    private final X509Certificate[] chain;
    private final PrivateKey key;
    private final List<String> names;
    private final Path file;

    private ServerCertificate(X509Certificate[] chain, PrivateKey key, Path file) {
        this.file = file;
        this.chain = chain;
        this.key = key;
        this.names = List.copyOf(CertificateNames.of(chain[0]));
    }

    /** @throws UnusableFile where the key is not that of the first certificate */
    static ServerCertificate of(List<X509Certificate> chain, PrivateKey key, CertificateFiles files)
            throws UnusableFile {
        if (!belong(chain.getFirst().getPublicKey(), key)) {
            throw new UnusableFile(
                    Part.KEY,
                    files.key(),
                    "does not hold the key of the first certificate in `" + files.certificate() + "`");
        }
        return new ServerCertificate(chain.toArray(X509Certificate[]::new), key, files.certificate());
    }

    private static boolean belong(PublicKey certified, PrivateKey key) {
        if (!certified.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        if (certified instanceof RSAKey published && key instanceof RSAKey own) {
            return published.getModulus().equals(own.getModulus());
        }
        return verifiesWhatIsSigned(certified, key);
    }

    private static boolean verifiesWhatIsSigned(PublicKey certified, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "EdDSA");
            byte[] probe = {1, 2, 3};
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException different) {
            // Such as two curves.
            return false;
        }
    }

    X509Certificate[] chain() {
        return chain;
    }

    PrivateKey key() {
        return key;
    }

    /** Where the chain was read from. */
    Path file() {
        return file;
    }

    /** {@code EC}, {@code RSA}, {@code EdDSA} or {@code RSASSA-PSS}: as JSSE asks for it. */
    public String algorithm() {
        return key.getAlgorithm();
    }

    /** The DNS names that it is for, in lower case; the left-most label may be {@code *}. */
    public List<String> names() {
        return names;
    }

    /** The certificate itself, without those that lead to its authority. */
    public X509Certificate leaf() {
        return chain[0];
    }

    /** When the leaf ends. */
    public Instant expiry() {
        return chain[0].getNotAfter().toInstant();
    }

    Instant beginning() {
        return chain[0].getNotBefore().toInstant();
    }
}
