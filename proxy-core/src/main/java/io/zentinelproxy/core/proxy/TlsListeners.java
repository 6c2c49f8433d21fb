package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.certificate.CertificateWatch;
import io.zentinelproxy.core.certificate.HandshakeIdentity;
import io.zentinelproxy.core.certificate.TlsContext;
import io.zentinelproxy.core.certificate.TlsContexts;
import io.zentinelproxy.core.certificate.UnusableFile;
import io.zentinelproxy.core.config.TlsSettings;
import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.tls.ClientHello;
import io.zentinelproxy.core.tls.HandshakeSettings;
import io.zentinelproxy.core.tls.ServerEngines.Chosen;
import io.zentinelproxy.core.tls.TlsParts;
import io.zentinelproxy.core.tls.TlsServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The listeners that encrypt, what they share, and the watch over their files. Without one of them nothing of TLS is loaded. */
final class TlsListeners implements AutoCloseable {
    private final TlsParts parts;
    private final Observers observers;
    private final Slots.Plan slots;
    private final List<TlsContexts> contexts = new ArrayList<>();
    private final List<TlsServer> servers = new ArrayList<>();

    /** Null until all listeners are there. */
    private @Nullable CertificateWatch watch;

    /** @param slots of connections */
    TlsListeners(TlsParts parts, Observers observers, Slots.Plan slots) {
        this.observers = observers;
        this.slots = slots;
        this.parts = parts;
    }

    /**
     * @param witnesses of each handshake
     * @throws IOException where a file is no longer what it was when the configuration was read
     */
    TlsServer serve(String listener, TlsSettings settings, List<TlsFacts.Witness> witnesses) throws IOException {
        TlsContexts own = load(listener, settings);
        contexts.add(own);
        TlsServer server = new TlsServer(
                listener,
                new HandshakeSettings(
                        settings.handshakeTimeout(), settings.maxHandshakes(), HandshakeSettings.DEFAULT_HELLO_OCTETS),
                hello -> choose(own, hello),
                settings.policy().applicationProtocols(),
                slots::open,
                witnesses,
                observers.handshakes(listener),
                parts);
        servers.add(server);
        observers.watch(own);
        observers.watch(listener, server);
        return server;
    }

    private static TlsContexts load(String listener, TlsSettings settings) throws IOException {
        try {
            return new TlsContexts(listener, settings.policy(), settings.certificates(), settings.authorities());
        } catch (UnusableFile changed) {
            throw new IOException("listener `" + listener + "`: " + changed.reason(), changed);
        }
    }

    private static Chosen choose(TlsContexts contexts, ClientHello hello) {
        TlsContext current = contexts.current();
        return new Chosen(
                current.newEngine(hello.serverName()),
                HandshakeIdentity.of(current.certificates(), hello.serverName()));
    }

    void start() {
        watch = CertificateWatch.over(contexts);
    }

    void drain() {
        servers.forEach(TlsServer::drain);
    }

    @Override
    public void close() {
        servers.forEach(TlsServer::close);
        if (watch != null) {
            watch.close();
        }
    }
}
