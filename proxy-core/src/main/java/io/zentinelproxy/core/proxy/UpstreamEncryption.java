package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.certificate.CertificateWatch;
import io.zentinelproxy.core.certificate.UnusableFile;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.config.UpstreamTlsSettings;
import io.zentinelproxy.core.upstream.tls.HandshakeParts;
import io.zentinelproxy.core.upstream.tls.OriginTls;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The TLS of those upstreams that have it, and the watch over its files. Where none has, no class of TLS is loaded. */
final class UpstreamEncryption implements AutoCloseable {
    private final Map<String, OriginTls> byUpstream = new HashMap<>();
    private final @Nullable CertificateWatch watch;

    /**
     * Reads the files.
     *
     * @param parts asked for once, where an upstream has TLS
     * @throws IOException where a file cannot be used any more, which could when the configuration was read
     */
    UpstreamEncryption(List<UpstreamSettings> upstreams, Supplier<HandshakeParts> parts) throws IOException {
        HandshakeParts shared = null;
        for (UpstreamSettings upstream : upstreams) {
            UpstreamTlsSettings settings = upstream.tls();
            if (settings != null) {
                shared = shared == null ? parts.get() : shared;
                byUpstream.put(upstream.id(), open(upstream.id(), settings, shared));
            }
        }
        watch = byUpstream.isEmpty() ? null : CertificateWatch.over(List.copyOf(byUpstream.values()));
    }

    private static OriginTls open(String id, UpstreamTlsSettings settings, HandshakeParts parts) throws IOException {
        try {
            OriginTls tls = new OriginTls(id, settings, parts);
            tls.announce();
            return tls;
        } catch (UnusableFile e) {
            throw new IOException("upstream " + id + ": " + e.reason(), e);
        }
    }

    /** Null where the upstream's connections are in the clear. */
    @Nullable
    OriginTls of(UpstreamSettings upstream) {
        return byUpstream.get(upstream.id());
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
    }
}
