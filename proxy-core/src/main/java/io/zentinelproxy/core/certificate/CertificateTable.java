package io.zentinelproxy.core.certificate;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates a name is served with. An exact name goes before a wildcard, whose {@code *} is exactly one label; a name for
 * which nothing else stands is served with the default. Immutable: safe for every thread.
 */
public final class CertificateTable {
    private final CertificateEntry fallback;
    private final NameTable<CertificateEntry> exact;

    /** By what follows {@code *.}. */
    private final NameTable<CertificateEntry> wildcards;

    CertificateTable(
            CertificateEntry fallback, NameTable<CertificateEntry> exact, NameTable<CertificateEntry> wildcards) {
        this.fallback = fallback;
        this.exact = exact;
        this.wildcards = wildcards;
    }

    /** What a client that asks for this name gets; null where it asks for none. In lower case, as facts and SNI hold it. */
    public CertificateEntry find(@Nullable String name) {
        if (name == null) {
            return fallback;
        }
        byte[] octets = name.getBytes(StandardCharsets.ISO_8859_1);
        return find(octets, 0, octets.length);
    }

    /**
     * The same for a host by its octets: in lower case, without port and closing dot. To be compared by identity with that of the
     * handshake: where it is another, the host belongs to other certificates (421, RFC 9110 section 15.5.20).
     */
    public CertificateEntry find(byte[] host, int from, int to) {
        CertificateEntry found = exact.find(host, from, to);
        if (found == null) {
            int dot = from;
            while (dot < to && host[dot] != '.') {
                dot++;
            }
            found = dot < to ? wildcards.find(host, dot + 1, to) : null;
        }
        return found == null ? fallback : found;
    }

    /** What is shown where nothing else stands for a name. */
    public CertificateEntry fallback() {
        return fallback;
    }
}
