package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.certificate.CertificateFiles;
import io.zentinelproxy.core.certificate.HandshakeIdentity;
import io.zentinelproxy.core.certificate.TlsContext;
import io.zentinelproxy.core.certificate.TlsContexts;
import io.zentinelproxy.core.certificate.UnusableFile;
import io.zentinelproxy.core.config.LimitSettings;
import io.zentinelproxy.core.config.ListenerSettings;
import io.zentinelproxy.core.config.ProxyProtocolSettings;
import io.zentinelproxy.core.config.TlsSettings;
import io.zentinelproxy.core.exchange.ExchangeHandler;
import io.zentinelproxy.core.http1.Http1Server;
import io.zentinelproxy.core.http1.Http1Settings;
import io.zentinelproxy.core.http2.Http2Server;
import io.zentinelproxy.core.http2.Http2Settings;
import io.zentinelproxy.core.http2.PriorKnowledge;
import io.zentinelproxy.core.net.Arrival;
import io.zentinelproxy.core.observe.Figures;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.core.proxyheader.ProxyHeaderReader;
import io.zentinelproxy.core.tls.ClientHello;
import io.zentinelproxy.core.tls.HandshakeSettings;
import io.zentinelproxy.core.tls.ServerEngines.Chosen;
import io.zentinelproxy.core.tls.TlsServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind the socket of a listener under one set of its settings: the handshakes and protocols of its connections. A
 * connection stays with the front that it came to; one that a reload has replaced is over when its last connection is. Any thread.
 */
final class Front {
    /** Of {@link #users}: nobody can come any more. */
    private static final int OVER = Integer.MIN_VALUE;

    private final Terms terms;
    private final Protocols protocols;
    private final ClientTls clientTls;
    private final @Nullable TlsContexts contexts;
    private final @Nullable TlsServer tls;
    private final Reception reception;

    /** Connections here. */
    private final AtomicInteger users = new AtomicInteger();

    private volatile boolean retired;

    /** All that shapes it: a listener with equal terms keeps it. */
    private record Terms(
            String id,
            Http1Settings http1,
            @Nullable Http2Settings http2,
            boolean onlyHttp2,
            @Nullable TlsSettings tls,
            @Nullable ProxyProtocolSettings told) {
        static Terms of(ListenerSettings settings, LimitSettings limits) {
            return new Terms(
                    settings.id(),
                    ListenerProtocols.http1(settings, limits),
                    settings.http2().enabled() ? ListenerProtocols.http2(settings, limits) : null,
                    settings.http2().only(),
                    settings.tls(),
                    settings.proxyProtocol());
        }
    }

    private Front(Terms terms, ExchangeHandler handler, @Nullable TlsContexts contexts, Commons commons) {
        this.terms = terms;
        this.contexts = contexts;
        clientTls = ClientTls.of(terms.id, terms.tls, commons);
        protocols = protocols(terms, handler, commons);
        tls = terms.tls == null || contexts == null ? null : encrypted(terms.tls, contexts, commons);
        reception = reception(commons);
    }

    /**
     * The front for these settings: the one that is there where they are what they were.
     *
     * @param before the one in force, or null
     * @throws IOException where a file of a certificate is no longer what it was when the configuration was read
     */
    static Front of(
            ListenerSettings settings,
            LimitSettings limits,
            ExchangeHandler handler,
            Commons commons,
            @Nullable Front before)
            throws IOException {
        Terms terms = Terms.of(settings, limits);
        if (before != null && before.terms.equals(terms)) {
            return before;
        }
        TlsSettings tls = terms.tls;
        TlsContexts contexts = null;
        if (tls != null) {
            contexts = before != null && before.hasFilesOf(terms) ? before.contexts : load(terms.id, tls);
        }
        return new Front(terms, handler, contexts, commons);
    }

    private boolean hasFilesOf(Terms others) {
        return terms.id.equals(others.id) && Objects.equals(terms.tls, others.tls);
    }

    private static TlsContexts load(String listener, TlsSettings settings) throws IOException {
        try {
            return new TlsContexts(listener, settings.policy(), settings.certificates(), settings.authorities());
        } catch (UnusableFile changed) {
            throw new IOException("listener `" + listener + "`: " + changed.reason(), changed);
        }
    }

    private static Protocols protocols(Terms terms, ExchangeHandler handler, Commons commons) {
        Http2Server http2 = terms.http2 == null
                ? null
                : new Http2Server(
                        terms.id,
                        terms.http2,
                        handler,
                        commons.http2(),
                        new EndedConnections(
                                terms.id,
                                commons.sweep()::exact,
                                commons.metrics().http2Errors(terms.id)));
        Http1Server http1 = new Http1Server(
                terms.id,
                terms.http1,
                handler,
                commons.sweep(),
                commons.idleBuffers(),
                commons.bulk(),
                commons.limits().held(),
                http2 == null || terms.tls != null ? null : new PriorKnowledge(http2));
        return new Protocols(http1, http2, terms.onlyHttp2);
    }

    private TlsServer encrypted(TlsSettings settings, TlsContexts files, Commons commons) {
        return new TlsServer(
                terms.id,
                new HandshakeSettings(
                        settings.handshakeTimeout(), settings.maxHandshakes(), HandshakeSettings.DEFAULT_HELLO_OCTETS),
                hello -> choose(files, hello),
                settings.policy().applicationProtocols(),
                commons.connectionSlots()::open,
                clientTls.witnesses(),
                ListenerReadings.durations(commons.metrics(), terms.id),
                commons.tlsParts());
    }

    private static Chosen choose(TlsContexts contexts, ClientHello hello) {
        TlsContext current = contexts.current();
        return new Chosen(
                current.newEngine(hello.serverName()),
                HandshakeIdentity.of(current.certificates(), hello.serverName()));
    }

    private Reception reception(Commons commons) {
        ProxyProtocolSettings told = terms.told;
        Duration silence = terms.tls == null ? terms.http1.headTimeout() : terms.tls.handshakeTimeout();
        return new Reception(
                told == null ? null : new ProxyHeaderReader(told, silence, commons.sweep()),
                tls,
                protocols,
                commons.sweep());
    }

    /** What requests have to do with its handshakes. */
    ClientTls clientTls() {
        return clientTls;
    }

    /** Its certificates, or null where connections are in the clear. */
    @Nullable
    TlsContexts contexts() {
        return contexts;
    }

    /** Whether connections come about here as they do there: else those that are open should not stay. */
    boolean encryptsLike(Front other) {
        return terms.tls == null ? other.terms.tls == null : terms.tls.equals(other.terms.tls);
    }

    /** Serves a connection to its end, or returns false where it is over and its successor is to. */
    boolean serve(Arrival arrival) {
        if (users.incrementAndGet() < 0) {
            users.decrementAndGet();
            return false;
        }
        try {
            reception.serve(arrival);
        } finally {
            users.decrementAndGet();
            endIfOver();
        }
        return true;
    }

    /** Takes no more connections that its listener accepts from now on. */
    void retire() {
        retired = true;
        endIfOver();
    }

    private void endIfOver() {
        if (retired && users.compareAndSet(0, OVER)) {
            protocols.close();
        }
    }

    /** Whether it was retired and its last connection has ended. */
    boolean isOver() {
        return users.get() < 0;
    }

    /**
     * Lets connections end after the request that they are at.
     *
     * @param idle how long a connection may wait for one more
     */
    void drain(Duration idle) {
        if (tls != null) {
            tls.drain();
        }
        reception.drain(idle);
        protocols.drain(idle);
    }

    /** Ends every connection at once. */
    void close() {
        if (tls != null) {
            tls.close();
        }
        protocols.close();
    }

    void tell(Told.Tellers tellers) {
        tellers.add(this, this::tell, this::isOver);
        if (contexts != null) {
            tellers.add(contexts, figures -> tellOf(contexts, figures));
        }
    }

    private void tell(Figures figures) {
        figures.put(Reading.OPEN_CONNECTIONS, protocols.connections(), terms.id);
        figures.put(Reading.ACTIVE_REQUESTS, protocols.active(), terms.id);
        Http2Server http2 = protocols.http2();
        if (http2 != null) {
            String by = terms.tls == null ? "prior_knowledge" : "alpn";
            ListenerReadings.tell(figures, terms.id, http2.counters(), by);
        }
        if (tls != null) {
            ListenerReadings.tell(figures, terms.id, tls);
        }
        CertificateWitness witness = clientTls.forwarding();
        if (witness != null) {
            figures.put(Reading.CERTIFICATES_LEFT_OUT, witness.leftOut(), terms.id);
        }
    }

    private static void tellOf(TlsContexts tls, Figures figures) {
        figures.put(Reading.CERTIFICATE_RELOADS, tls.reloads(), tls.listener(), "success");
        figures.put(Reading.CERTIFICATE_RELOADS, tls.failures(), tls.listener(), "failure");
        for (int block = 0; block < tls.blocks().size(); block++) {
            List<CertificateFiles> files = tls.blocks().get(block).files();
            for (int file = 0; file < files.size(); file++) {
                figures.put(
                        Reading.CERTIFICATE_EXPIRY,
                        tls.expirySeconds(block, file),
                        tls.listener(),
                        Integer.toString(block),
                        files.get(file).certificate().toString());
            }
        }
    }
}
