package io.zentinelproxy.launcher.certificates;

import io.zentinelproxy.core.certificate.CertificateBlock;
import io.zentinelproxy.core.certificate.CertificateFiles;
import io.zentinelproxy.core.certificate.ClientTrust;
import io.zentinelproxy.core.certificate.ServerCertificate;
import io.zentinelproxy.core.certificate.UnusableFile;
import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ListenerSettings;
import io.zentinelproxy.core.config.TlsSettings;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.config.UpstreamTlsSettings;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that a configuration names.
 *
 * @param file where it stands
 * @param user what uses it, such as {@code listener "main"}
 * @param names the DNS names that it is for; empty for one of an authority
 */
public record ConfiguredCertificate(
        Role role, Path file, String user, X509Certificate certificate, List<String> names) {

    /** Who shows it: we to clients, we to origins, or nobody, as others' are verified by it. */
    public enum Role {
        LISTENER,
        CLIENT,
        AUTHORITY
    }

    /** In the order of the configuration. A file that could be read when that was loaded, and no longer can, is left out. */
    public static List<ConfiguredCertificate> of(Configuration configuration) {
        List<ConfiguredCertificate> all = new ArrayList<>();
        configuration.listeners().forEach(listener -> add(listener, all));
        configuration.upstreams().forEach(upstream -> add(upstream, all));
        return all;
    }

    private static void add(ListenerSettings listener, List<ConfiguredCertificate> all) {
        TlsSettings tls = listener.tls();
        if (tls == null) {
            return;
        }
        String user = "listener \"" + listener.id() + "\"";
        for (CertificateBlock block : tls.certificates()) {
            block.files().forEach(files -> addOwn(Role.LISTENER, files, user, all));
        }
        addAuthorities(tls.authorities(), user, all);
    }

    private static void add(UpstreamSettings upstream, List<ConfiguredCertificate> all) {
        UpstreamTlsSettings tls = upstream.tls();
        if (tls == null) {
            return;
        }
        String user = "upstream \"" + upstream.id() + "\"";
        CertificateFiles identity = tls.identity();
        if (identity != null) {
            addOwn(Role.CLIENT, identity, user, all);
        }
        addAuthorities(tls.authorities(), user, all);
    }

    private static void addOwn(Role role, CertificateFiles files, String user, List<ConfiguredCertificate> all) {
        try {
            ServerCertificate own = files.load();
            all.add(new ConfiguredCertificate(role, files.certificate(), user, own.leaf(), own.names()));
        } catch (UnusableFile changed) {
            // Whoever reads the configuration anew is told.
        }
    }

    private static void addAuthorities(@Nullable Path file, String user, List<ConfiguredCertificate> all) {
        if (file == null) {
            return;
        }
        try {
            for (X509Certificate authority : ClientTrust.authorities(file)) {
                all.add(new ConfiguredCertificate(Role.AUTHORITY, file, user, authority, List.of()));
            }
        } catch (UnusableFile changed) {
            // As above.
        }
    }

    /** Its place, for a sentence. */
    public String text() {
        return "certificate " + file + " of " + user;
    }

    public CertificateAge age() {
        return CertificateAge.of(certificate);
    }

    /** Whether it vouches for itself. */
    public boolean isSelfSigned() {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }
}
