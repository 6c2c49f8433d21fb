package io.zentinelproxy.launcher.selftest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key and a certificate of a listener, made for one self-test by the runtime's own {@code keytool}: nothing private is shipped,
 * and no other program is needed.
 */
public final class OwnCertificate {
    /** The host that every request asks for. */
    static final String HOST = "self-test.example";

    private static final String ALIAS = "self-test";
    /** Of a file that lives for seconds in a folder that is its owner's alone. */
    private static final String PASSWORD = "self-test";

    private final KeyStore store;
    private final Path folder;

    private OwnCertificate(KeyStore store, Path folder) {
        this.store = store;
        this.folder = folder;
    }

    /**
     * Makes it, and writes its two PEM files.
     *
     * @param folder where its files are left
     * @throws IOException when that cannot be written, or keytool is not there or fails, with what it said
     */
    public static OwnCertificate in(Path folder) throws IOException {
        Path file = folder.resolve("self-test.p12");
        runKeytool(file);
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            OwnCertificate made = new OwnCertificate(store, folder);
            made.write();
            return made;
        } catch (GeneralSecurityException e) {
            throw new IOException("what keytool made cannot be read", e);
        }
    }

    private static void runKeytool(Path file) throws IOException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = List.of(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + HOST,
                "-ext",
                "SAN=dns:" + HOST,
                "-validity",
                "1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(keytool + " made no certificate: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a certificate was made", e);
        }
    }

    private void write() throws IOException, GeneralSecurityException {
        writePem(
                key(),
                "PRIVATE KEY",
                store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
        writePem(certificate(), "CERTIFICATE", store.getCertificate(ALIAS).getEncoded());
    }

    private static void writePem(Path file, String label, byte[] der) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(file, "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n");
    }

    /** The PEM file with the key. */
    public Path key() {
        return folder.resolve("self-test.key");
    }

    /** The PEM file with the certificate. */
    public Path certificate() {
        return folder.resolve("self-test.pem");
    }

    /** For clients that trust this certificate and no other. */
    public SSLSocketFactory trusting() throws IOException {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(ALIAS, store.getCertificate(ALIAS));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("no client of TLS can be made", e);
        }
    }
}
