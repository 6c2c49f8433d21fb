package io.zentinelproxy.core.config;

import io.zentinelproxy.core.certificate.CertificateFiles;
import io.zentinelproxy.core.certificate.TlsVersion;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the connections to the targets of an upstream are encrypted: its block {@code tls}.
 *
 * @param serverName the name that the origin is asked for (RFC 6066 section 3) and must prove to be, or null for each target's own
 *     host
 * @param verifyNames the names of which the certificate must bear one, in place of the server name; empty for that
 * @param skipVerify whether any certificate is good: whoever answers at the address is believed
 * @param identity what we prove ourselves by where the origin asks, or null for nothing
 * @param authorities the file of the certificates that are trusted, or null for those that the Java runtime trusts
 * @param cipherSuites those offered, by their names in the registry of IANA, the preferred first
 */
public record UpstreamTlsSettings(
        @Nullable String serverName,
        List<String> verifyNames,
        boolean skipVerify,
        @Nullable CertificateFiles identity,
        @Nullable Path authorities,
        TlsVersion minVersion,
        TlsVersion maxVersion,
        List<String> cipherSuites) {

    public UpstreamTlsSettings {
        verifyNames = List.copyOf(verifyNames);
        cipherSuites = List.copyOf(cipherSuites);
    }

    /** The same for a name that was not known where this was read. */
    UpstreamTlsSettings withServerName(String name) {
        return new UpstreamTlsSettings(
                name, verifyNames, skipVerify, identity, authorities, minVersion, maxVersion, cipherSuites);
    }
}
