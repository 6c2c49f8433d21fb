package io.zentinelproxy.launcher.validate;

import io.zentinelproxy.core.certificate.UnusableFile;
import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.config.UpstreamTlsSettings;
import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.net.SocketTransport;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.tls.Signing;
import io.zentinelproxy.core.tls.TlsBuffers;
import io.zentinelproxy.core.tls.TlsParts;
import io.zentinelproxy.core.upstream.tls.HandshakeParts;
import io.zentinelproxy.core.upstream.tls.OriginTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A TLS handshake with a target, by the code that requests go through. Any thread. */
final class HandshakeCheck implements AutoCloseable {
    private final Sweep sweep = new Sweep(System::nanoTime);
    private final HandshakeParts parts = new HandshakeParts(
            new TlsParts(new TlsBuffers(), new Signing(Runtime.getRuntime().availableProcessors()), sweep),
            new Slots.Plan(),
            List.of());

    /** Empty, or why there is no encrypted connection. An origin that expects a client's PROXY header first is left alone. */
    String why(UpstreamSettings upstream, OriginAddress origin, SocketAddress at, Duration wait) {
        UpstreamTlsSettings settings = upstream.tls();
        if (settings == null || upstream.proxyProtocol() != UpstreamSettings.ProxyProtocol.OFF) {
            return "";
        }
        SocketTransport wire = null;
        try {
            OriginTls tls = new OriginTls(upstream.id(), settings, parts);
            wire = toward(at);
            wire.writeTimeout(wait.toNanos());
            wire.connect();
            tls.connect(wire, origin, tls.credentials(), upstream.http().offer(), wait.toNanos())
                    .close();
            return "";
        } catch (UnusableFile e) {
            return e.reason();
        } catch (IOException e) {
            return "TLS: " + reason(e, wire) + ": " + e.getMessage();
        } finally {
            if (wire != null) {
                wire.close();
            }
        }
    }

    private static String reason(IOException e, @Nullable SocketTransport wire) {
        return OriginTls.kind(e, wire != null && wire.isLate()).reason();
    }

    private SocketTransport toward(SocketAddress at) throws IOException {
        return at instanceof InetSocketAddress address
                ? SocketTransport.toward(address, sweep)
                : SocketTransport.toward((UnixDomainSocketAddress) at, sweep);
    }

    @Override
    public void close() {
        sweep.close();
    }
}
