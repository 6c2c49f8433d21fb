package io.zentinelproxy.core.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority of the tests, made by {@code openssl} in a folder that goes when the JVM ends. What it issues is
 * cached: asking twice for the same gives the same files, so a test that changes a file copies it first
 * ({@link #copyTo}). Safe for every thread.
 *
 * <pre>{@code
 * TestIdentity server = TestCertificates.authority().server("a.example", "*.b.example", "127.0.0.1");
 * SSLContext client = TestCertificates.authority().clientContext();
 * }</pre>
 */
public final class TestCertificates {

    /** The authority that tests trust, and one that they do not. Each is made when it is first asked for. */
    private static final Map<String, TestCertificates> AUTHORITIES = new ConcurrentHashMap<>();

    private final String name;
    private final Path folder;
    private final TestIdentity self;

    /** What was issued, by what it was asked for. */
    private final Map<String, TestIdentity> issued = new ConcurrentHashMap<>();

    private TestCertificates(String name) {
        this.name = name;
        this.folder = newFolder();
        this.self = selfSigned();
    }

    /** The authority whose certificates a test takes as good. */
    public static TestCertificates authority() {
        return AUTHORITIES.computeIfAbsent("Zentinel Test CA", TestCertificates::new);
    }

    /** Another authority, which signs as well but which nobody who trusts the first should believe. */
    public static TestCertificates otherAuthority() {
        return AUTHORITIES.computeIfAbsent("Other Test CA", TestCertificates::new);
    }

    /** A fresh authority under this name, shared with nobody: two of them may bear the same name and yet have other keys. */
    public static TestCertificates newAuthority(String name) {
        return new TestCertificates(name);
    }

    /** The file of the authority's own certificate, as {@code ca-file} names it. */
    public Path caFile() {
        return self.certificate();
    }

    /** A P-256 server certificate for these DNS names (wildcards too) and IP addresses. */
    public TestIdentity server(String... names) {
        return server(KeyKind.ECDSA_P256, names);
    }

    /** A server certificate for these DNS names (wildcards too) and IP addresses. */
    public TestIdentity server(KeyKind kind, String... names) {
        return issue(kind, names[0], subjectAltName(names), "serverAuth", 30);
    }

    /** A server certificate whose responder of OCSP is asked at this port of the loopback address; its file holds the chain. */
    public TestIdentity serverWithResponder(int port, String name) {
        TestIdentity made = make(
                KeyKind.ECDSA_P256,
                name,
                "DNS:" + name,
                "serverAuth\nauthorityInfoAccess=OCSP;URI:http://127.0.0.1:" + port,
                30);
        try {
            Files.writeString(made.certificate(), Files.readString(caFile()), java.nio.file.StandardOpenOption.APPEND);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return made;
    }

    /** What answers for it. */
    public OcspResponder responder(int port, TestIdentity good) {
        return OcspResponder.start(
                newFolder(), port, self, good.chain().getFirst().getSerialNumber());
    }

    /** A server certificate that no authority has signed: it vouches for itself. */
    public static TestIdentity selfSignedServer(String name) {
        Path own = newFolder();
        TestIdentity made = new TestIdentity(KeyKind.ECDSA_P256, own.resolve("cert.pem"), own.resolve("key.pem"));
        List<String> request = new ArrayList<>(List.of("req", "-x509", "-nodes", "-days", "30", "-sha256"));
        request.addAll(List.of("-out", "cert.pem", "-keyout", "key.pem", "-subj", "/CN=" + name));
        request.addAll(List.of("-addext", "subjectAltName=DNS:" + name));
        request.addAll(KeyKind.ECDSA_P256.request);
        OpenSsl.run(own, request.toArray(String[]::new));
        return made;
    }

    /** A server certificate with these alternative names as {@code openssl} spells them, such as {@code DER:30:00}. */
    public TestIdentity serverWithNames(String commonName, String subjectAltName) {
        return issue(KeyKind.ECDSA_P256, commonName, subjectAltName, "serverAuth", 30);
    }

    /** A server certificate that ended yesterday. */
    public TestIdentity expiredServer(String... names) {
        return issue(KeyKind.ECDSA_P256, names[0], subjectAltName(names), "serverAuth", -1);
    }

    /** A server certificate from before subjectAltName: its name stands in the common name alone. */
    public TestIdentity serverNamedByCommonName(String commonName) {
        return issue(KeyKind.ECDSA_P256, commonName, "", "serverAuth", 30);
    }

    /** A P-256 client certificate: CN is this name, and a DNS name of subjectAltName is too. */
    public TestIdentity client(String commonName) {
        return client(KeyKind.ECDSA_P256, commonName);
    }

    /** A client certificate: CN is this name, and a DNS name of subjectAltName is too. */
    public TestIdentity client(KeyKind kind, String commonName) {
        return issue(kind, commonName, "DNS:" + commonName, "clientAuth", 30);
    }

    /** A client certificate with these alternative names as {@code openssl} spells them, such as {@code URI:spiffe://a/b}. */
    public TestIdentity clientWithNames(String commonName, String subjectAltName) {
        return issue(KeyKind.ECDSA_P256, commonName, subjectAltName, "clientAuth", 30);
    }

    /** A client certificate that ended yesterday. */
    public TestIdentity expiredClient(String commonName) {
        return issue(KeyKind.ECDSA_P256, commonName, "DNS:" + commonName, "clientAuth", -1);
    }

    /** A context of clients that trust this authority alone and have no certificate. */
    public SSLContext clientContext() {
        return clientContext(null);
    }

    /** A context of clients that trust this authority alone and show this certificate when they are asked, by whomever. */
    public SSLContext clientContext(@Nullable TestIdentity identity) {
        return context(identity, trustManagers());
    }

    /** A context of clients that take any server certificate, to look at which one they are given. */
    public static SSLContext trustingContext() {
        return context(null, new TrustManager[] {new TrustsAnyone()});
    }

    /** A context of servers, such as test origins, that show this certificate and trust clients of this authority. */
    public SSLContext serverContext(TestIdentity identity) {
        return context(identity, trustManagers());
    }

    /** Copies of the two files in this folder, {@code cert.pem} and {@code key.pem}, replacing what was there. */
    public static TestIdentity copyTo(Path folder, TestIdentity identity) {
        return new TestIdentity(
                identity.kind(),
                put(identity.certificate(), folder.resolve("cert.pem")),
                put(identity.key(), folder.resolve("key.pem")));
    }

    /** Puts a copy in place of a file in one step, as renewal tools do. */
    public static Path put(Path from, Path to) {
        try {
            Path beside = to.resolveSibling(to.getFileName() + ".new");
            Files.copy(from, beside, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            return Files.move(beside, to, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String subjectAltName(String... names) {
        return Arrays.stream(names)
                .map(each -> (isAddress(each) ? "IP:" : "DNS:") + each)
                .collect(Collectors.joining(","));
    }

    private static boolean isAddress(String name) {
        return name.contains(":") || name.chars().allMatch(c -> c == '.' || Character.isDigit(c));
    }

    private TestIdentity issue(KeyKind kind, String commonName, String subjectAltName, String usage, int days) {
        String wanted = kind + "/" + commonName + "/" + subjectAltName + "/" + usage + "/" + days;
        return issued.computeIfAbsent(wanted, each -> make(kind, commonName, subjectAltName, usage, days));
    }

    private TestIdentity make(KeyKind kind, String commonName, String subjectAltName, String usage, int days) {
        Path own = newFolder();
        TestIdentity made = new TestIdentity(kind, own.resolve("cert.pem"), own.resolve("key.pem"));
        List<String> request = new ArrayList<>(List.of("req", "-new", "-nodes", "-out", "request.pem"));
        request.addAll(List.of("-keyout", "key.pem", "-subj", "/CN=" + commonName));
        for (String extension : ("extendedKeyUsage=" + usage).split("\n")) {
            request.addAll(List.of("-addext", extension));
        }
        request.addAll(kind.request);
        if (!subjectAltName.isEmpty()) {
            request.addAll(List.of("-addext", "subjectAltName=" + subjectAltName));
        }
        OpenSsl.run(own, request.toArray(String[]::new));
        sign(own, days);
        return made;
    }

    private void sign(Path own, int days) {
        OpenSsl.run(
                own,
                "x509",
                "-req",
                "-sha256",
                "-in",
                "request.pem",
                "-out",
                "cert.pem",
                "-CA",
                self.certificate().toString(),
                "-CAkey",
                self.key().toString(),
                "-days",
                Integer.toString(days),
                "-copy_extensions",
                "copyall");
    }

    private TestIdentity selfSigned() {
        List<String> request = new ArrayList<>(List.of("req", "-x509", "-nodes", "-days", "30", "-sha256"));
        request.addAll(List.of("-out", "ca.pem", "-keyout", "ca.key", "-subj", "/CN=" + name));
        request.addAll(List.of("-addext", "keyUsage=critical,keyCertSign,cRLSign"));
        request.addAll(KeyKind.ECDSA_P256.request);
        OpenSsl.run(folder, request.toArray(String[]::new));
        return new TestIdentity(KeyKind.ECDSA_P256, folder.resolve("ca.pem"), folder.resolve("ca.key"));
    }

    private TrustManager[] trustManagers() {
        try {
            KeyStore trusted = emptyStore();
            trusted.setCertificateEntry("ca", self.chain().getFirst());
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(trusted);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException failed) {
            throw new AssertionError(failed);
        }
    }

    private static SSLContext context(@Nullable TestIdentity identity, TrustManager[] trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity == null ? null : new KeyManager[] {new OneKey(identity)}, trust, null);
            return context;
        } catch (GeneralSecurityException failed) {
            throw new AssertionError(failed);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static Path newFolder() {
        try {
            Path folder = Files.createTempDirectory("zentinel-certificates");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
            return folder;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void remove(Path folder) {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException left) {
            // A file that stays in the folder for temporary files does no harm.
        }
    }

    /** Believes every server, whatever it shows. */
    private static final class TrustsAnyone extends javax.net.ssl.X509ExtendedTrustManager implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
