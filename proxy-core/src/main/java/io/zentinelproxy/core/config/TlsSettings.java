package io.zentinelproxy.core.config;

import io.zentinelproxy.core.certificate.CertificateBlock;
import io.zentinelproxy.core.certificate.TlsPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code tls} of a listener.
 *
 * @param certificates the default first, then those chosen by name
 * @param authorities whom clients' certificates must come from, or null where none is asked for
 * @param handshakeTimeout from the first octet that could be read to the end of the handshake
 * @param maxHandshakes those of the listener going on at once
 * @param forwarding how origins are told of a client's certificate
 */
public record TlsSettings(
        List<CertificateBlock> certificates,
        @Nullable Path authorities,
        TlsPolicy policy,
        Duration handshakeTimeout,
        int maxHandshakes,
        CertificateForwarding forwarding) {
    public TlsSettings {
        certificates = List.copyOf(certificates);
    }
}
