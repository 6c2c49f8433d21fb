package io.zentinelproxy.core.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate with its private key, in PEM files.
 *
 * @param certificate the file of the chain, the leaf first
 * @param key the file of the key, PKCS#8 in the clear
 */
public record TestIdentity(KeyKind kind, Path certificate, Path key) {

    /** The same key in another form, in a file of its own. */
    public Path keyAs(KeyForm form) {
        Path file = key.resolveSibling(key.getFileName() + "." + form.name().toLowerCase(java.util.Locale.ROOT));
        List<String> command = new ArrayList<>(form.command);
        command.addAll(List.of("-in", key.toString(), "-out", file.toString()));
        OpenSsl.run(key.getParent(), command.toArray(String[]::new));
        if (form == KeyForm.SEC1_WITH_PARAMETERS) {
            prependParameters(file);
        }
        return file;
    }

    private void prependParameters(Path file) {
        String curve = kind == KeyKind.ECDSA_P384 ? "secp384r1" : "prime256v1";
        try {
            Files.writeString(file, OpenSsl.run(key.getParent(), "ecparam", "-name", curve) + Files.readString(file));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The chain as the JDK reads it, the leaf first. */
    public List<X509Certificate> chain() {
        return certificatesIn(certificate);
    }

    static List<X509Certificate> certificatesIn(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (IOException | GeneralSecurityException failed) {
            throw new AssertionError(file.toString(), failed);
        }
    }

    /** The key as the JDK reads it. */
    public PrivateKey privateKey() {
        try {
            String body = Files.readString(key).replaceAll("-----[A-Z ]+-----", "");
            byte[] encoded = Base64.getMimeDecoder().decode(body);
            return KeyFactory.getInstance(kind.algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (IOException | GeneralSecurityException failed) {
            throw new AssertionError(key.toString(), failed);
        }
    }
}
