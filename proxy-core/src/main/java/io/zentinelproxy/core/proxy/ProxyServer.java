package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.answer.ServerFacts;
import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ListenerSettings;
import io.zentinelproxy.core.config.ProxyProtocolSettings;
import io.zentinelproxy.core.config.SystemSettings;
import io.zentinelproxy.core.config.TlsSettings;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.config.WebhookSettings;
import io.zentinelproxy.core.exchange.RequestIds;
import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.http1.Http1Server;
import io.zentinelproxy.core.http2.Http2Server;
import io.zentinelproxy.core.http2.Http2Shared;
import io.zentinelproxy.core.http2.PriorKnowledge;
import io.zentinelproxy.core.net.Admissions;
import io.zentinelproxy.core.net.ConnectionFilter;
import io.zentinelproxy.core.net.IdleBuffers;
import io.zentinelproxy.core.net.Listener;
import io.zentinelproxy.core.net.ListeningSockets;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.net.Ticker;
import io.zentinelproxy.core.observe.EventLog;
import io.zentinelproxy.core.observe.ProxyEvents;
import io.zentinelproxy.core.observe.TlsMembers;
import io.zentinelproxy.core.proxyheader.ProxyHeaderReader;
import io.zentinelproxy.core.route.Route;
import io.zentinelproxy.core.route.RouteTable;
import io.zentinelproxy.core.tls.Signing;
import io.zentinelproxy.core.tls.TlsBuffers;
import io.zentinelproxy.core.tls.TlsParts;
import io.zentinelproxy.core.tls.TlsServer;
import io.zentinelproxy.core.upstream.Upstream;
import io.zentinelproxy.core.upstream.UpstreamBounds;
import io.zentinelproxy.core.upstream.dns.Resolver;
import io.zentinelproxy.core.upstream.tls.HandshakeParts;
import io.zentinelproxy.core.webhook.Webhooks;
import io.zentinelproxy.core.websocket.Tunnels;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A running proxy: the snapshot of its configuration bound to its listeners. All listeners are bound before the first of them
 * accepts, so that a port in use leaves nothing half started.
 */
public final class ProxyServer implements AutoCloseable {
    /** How often a drain looks whether the last connection has closed. */
    private static final Duration DRAIN_POLL = Duration.ofMillis(5);

    /** Direct buffers kept for idle connections. */
    private static final int IDLE_BUFFERS_KEPT = 16_384;

    private final Configuration configuration;
    private final Plugs plugs;
    private final Sweep sweep;
    private final Resolver resolver;
    private final BulkBuffers bulk = new BulkBuffers();
    private final IdleBuffers idleBuffers = new IdleBuffers(IDLE_BUFFERS_KEPT);
    private final Slots.Plan connectionSlots = new Slots.Plan();
    private final TlsMembers tlsMembers = new TlsMembers(connectionSlots);

    /** Of every handshake, with clients and with origins. */
    private final List<TlsFacts.Witness> witnesses = new ArrayList<>();

    private final Tunnels tunnels;
    private final SharedLimits shared;
    private final Http2Shared http2Shared;
    private final UpstreamEncryption encryption;
    private final Snapshot snapshot;
    private final Observers observers;
    private final Webhooks webhooks;
    private final List<BoundListener> bound = new ArrayList<>();
    private final List<Reception> receptions = new ArrayList<>();
    private volatile boolean draining;

    /** Null where no listener encrypts. Set before anybody else sees this. */
    private @Nullable TlsListeners tls;

    /** Used while this is put together, by one thread. */
    private @Nullable TlsParts tlsParts;

    /** Opened for this proxy alone, and closed with it. Set before anybody else sees this. */
    private @Nullable EventLog ownEvents;

    /** A listener and the protocol that serves its connections. */
    private record BoundListener(
            ListenerSettings settings,
            Listener listener,
            Protocols protocols,
            @Nullable TlsServer tls) {}

    private ProxyServer(Configuration configuration, String version, EventLog events, Ticker clock, Plugs plugs)
            throws IOException {
        this.configuration = configuration;
        this.plugs = plugs;
        for (WitnessSource source : plugs.witnesses()) {
            witnesses.add(source.witness(connectionSlots));
        }
        sweep = new Sweep(clock);
        resolver = new Resolver(configuration.system().dns(), sweep);
        tunnels = new Tunnels(sweep, idleBuffers, bulk);
        shared = SharedLimits.of(configuration);
        http2Shared = new Http2Shared(sweep, bulk, shared.held());
        List<WebhookSettings> hooks = configuration.observability().webhooks();
        encryption = new UpstreamEncryption(
                Stream.concat(configuration.upstreams().stream(), hooks.stream().map(WebhookSettings::upstream))
                        .toList(),
                this::handshakes);
        snapshot = new Snapshot(
                configuration,
                facts(version),
                encryption,
                resolver,
                sweep,
                bulk,
                http2Shared,
                events,
                tlsMembers,
                tunnels,
                shared,
                null);
        observers =
                Observers.open(configuration.observability(), version, events, snapshot, tlsMembers, plugs.observers());
        observers.watch(shared);
        observers.watch(resolver);
        webhooks = new Webhooks(hooks, this::connections, sweep);
        observers.watch(webhooks, shared.events(), sweep);
        shared.events().to(webhooks);
    }

    private Upstream connections(WebhookSettings of) {
        UpstreamSettings settings = of.upstream();
        UpstreamBounds bounds = new UpstreamBounds(0, shared.waiting(), shared.held(), shared.checks(), ProxyEvents.NONE);
        return new Upstream(settings, encryption.of(settings), resolver, sweep, bulk, http2Shared, bounds);
    }

    private HandshakeParts handshakes() {
        return new HandshakeParts(tlsParts(), connectionSlots, witnesses);
    }

    /** Made when the first connection or listener wants it: a start without TLS loads nothing of it. */
    private TlsParts tlsParts() {
        TlsParts there = tlsParts;
        if (there == null) {
            Signing signing = new Signing(Runtime.getRuntime().availableProcessors());
            there = new TlsParts(new TlsBuffers(), signing, sweep);
            tlsParts = there;
        }
        return there;
    }

    private ServerFacts facts(String version) {
        RequestIds names = RequestIds.of(SystemSettings.RequestIdFormat.UUID);
        byte[] instance = new byte[64];
        int length = names.write(instance);
        return new ServerFacts(
                configuration,
                version,
                Ascii.text(instance, 0, length),
                System.nanoTime(),
                () -> draining,
                () -> observers().metrics().scrape());
    }

    /** Serves without a program around it: in a test, or embedded. */
    public static ProxyServer start(Configuration configuration) throws IOException {
        return start(configuration, System::nanoTime, Plugs.NONE);
    }

    /** The same by another clock, on which all timeouts are measured, and with what modules add. */
    public static ProxyServer start(Configuration configuration, Ticker clock, Plugs plugs) throws IOException {
        EventLog events = EventLog.open(configuration.observability().logging());
        try {
            ProxyServer server = start(configuration, "unreleased", events, clock, plugs);
            server.ownEvents = events;
            return server;
        } catch (IOException | RuntimeException e) {
            events.close();
            throw e;
        }
    }

    /**
     * Binds every listener, then serves.
     *
     * @param version of the program, for the metrics
     * @param events the application log; stays open when this closes
     *
     * @throws IOException when an address cannot be bound, which the message names, the access log cannot be opened, or a filter
     *     cannot be made
     */
    public static ProxyServer start(Configuration configuration, String version, EventLog events, Plugs plugs)
            throws IOException {
        return start(configuration, version, events, System::nanoTime, plugs);
    }

    private static ProxyServer start(
            Configuration configuration, String version, EventLog events, Ticker clock, Plugs plugs)
            throws IOException {
        ProxyServer server = new ProxyServer(configuration, version, events, clock, plugs);
        try {
            for (ListenerSettings settings : configuration.listeners()) {
                server.bind(settings);
            }
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        if (server.tls != null) {
            server.tls.start();
        }
        for (BoundListener one : server.bound) {
            Reception reception = server.reception(one);
            server.receptions.add(reception);
            one.listener.start(reception);
        }
        return server;
    }

    private void bind(ListenerSettings settings) throws IOException {
        Admissions admissions = admissions(settings);
        ListeningSockets.Listening there = plugs.sockets().take(settings.id(), settings.address());
        Listener listener = there == null
                ? new Listener(settings.id(), settings.address(), admissions)
                : new Listener(settings.id(), there, admissions);
        String defaultId = settings.defaultRoute();
        RouteTable routes = snapshot.routesOf(settings);
        Route defaultRoute = defaultId == null ? null : routes.byId(defaultId);
        ClientIdentity identity = new ClientIdentity(
                settings.trustedProxies(), RequestIds.of(configuration.system().requestIdFormat()));
        ClientTls clientTls = ClientTls.of(settings, connectionSlots, observers, tlsMembers, witnesses);
        Pipeline pipeline =
                new Pipeline(snapshot, routes, defaultRoute, identity, clientTls, shared.requests(), observers.all());
        Protocols protocols = protocols(settings, pipeline);
        observers.watch(listener, protocols);
        TlsSettings encryption = settings.tls();
        TlsServer encrypted = encryption == null ? null : tls().serve(settings.id(), encryption, clientTls.witnesses());
        bound.add(new BoundListener(settings, listener, protocols, encrypted));
    }

    private Protocols protocols(ListenerSettings settings, Pipeline pipeline) {
        Http2Server http2 = null;
        if (settings.http2().enabled()) {
            http2 = new Http2Server(
                    settings.id(),
                    ListenerProtocols.http2(settings, configuration.limits()),
                    pipeline,
                    http2Shared,
                    new EndedConnections(
                            settings.id(), sweep::exact, observers.metrics().http2Errors(settings.id())));
            observers.watch(settings.id(), http2.counters(), settings.tls() == null ? "prior_knowledge" : "alpn");
        }
        Http1Server http1 = new Http1Server(
                settings.id(),
                ListenerProtocols.http1(settings, configuration.limits()),
                pipeline,
                sweep,
                idleBuffers,
                bulk,
                shared.held(),
                http2 == null || settings.tls() != null ? null : new PriorKnowledge(http2));
        return new Protocols(http1, http2, settings.http2().only());
    }

    private Reception reception(BoundListener one) {
        ProxyProtocolSettings told = one.settings.proxyProtocol();
        TlsSettings encryption = one.settings.tls();
        Duration silence = encryption == null ? one.settings.requestHeadTimeout() : encryption.handshakeTimeout();
        return new Reception(
                told == null ? null : new ProxyHeaderReader(told, silence, sweep), one.tls, one.protocols, sweep);
    }

    private Admissions admissions(ListenerSettings settings) throws IOException {
        ProxyProtocolSettings told = settings.proxyProtocol();
        return new Admissions(
                settings.id(),
                shared.connections(),
                new Admissions.Terms(
                        filters(settings),
                        told == null ? List.of() : told.from(),
                        told == null ? List.of() : ProxyHeaderReader.REFUSALS,
                        settings.tls() == null));
    }

    private TlsListeners tls() {
        TlsListeners there = tls;
        if (there == null) {
            there = new TlsListeners(tlsParts(), observers, connectionSlots);
            tls = there;
        }
        return there;
    }

    private List<ConnectionFilter> filters(ListenerSettings settings) throws IOException {
        List<ConnectionFilter> filters = new ArrayList<>();
        for (ConnectionFilterSource source : plugs.filters()) {
            filters.addAll(source.filtersOf(settings));
        }
        return filters;
    }

    /** Where a listener listens: the real port where the configuration said 0. */
    public InetSocketAddress address(String listenerId) {
        return bound.stream()
                .filter(one -> one.listener.id().equals(listenerId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no listener " + listenerId))
                .listener
                .address();
    }

    /** The listeners in the order of the configuration. */
    public List<Listener> listeners() {
        return bound.stream().map(BoundListener::listener).toList();
    }

    public Observers observers() {
        return observers;
    }

    /** Client connections open now. */
    public int connections() {
        return shared.connections().taken();
    }

    /** Clients that have a connection now, where each may have only so many. */
    public int clients() {
        return shared.connections().clients();
    }

    /** Octets held for peers now: without requests, none. */
    public long heldOctets() {
        return shared.held().held();
    }

    /** Direct buffers that idle connections hold now: none when there are none. */
    public int idleBuffersTaken() {
        return idleBuffers.taken();
    }

    /** Bulk buffers lent now. */
    public int bulkBuffersTaken() {
        return bulk.taken();
    }

    /** Whether the proxy has stopped accepting. */
    public boolean isDraining() {
        return draining;
    }

    /** What of the threads that serve has died or stands still, in words for the log; null while all are well. Waits up to 5 s. */
    public @Nullable String ailment() {
        return new Vitals(sweep, listeners()).ailment();
    }

    /**
     * Stops accepting, lets requests that run finish and idle connections send one more, each within its time
     * ({@code graceful-shutdown-timeout-secs}, {@code drain-idle-secs}), then closes all.
     */
    public void drain() {
        drain(Set.of());
    }

    /** The same where another process has the sockets of these listeners, and what is queued there. */
    public void drain(Set<String> handedOver) {
        draining = true;
        for (BoundListener one : bound) {
            if (handedOver.contains(one.listener.id())) {
                one.listener.release();
            } else {
                one.listener.finish();
            }
        }
        if (tls != null) {
            tls.drain();
        }
        Duration idle = configuration.system().drainIdle();
        receptions.forEach(reception -> reception.drain(idle));
        bound.forEach(one -> one.protocols.drain(idle));
        tunnels.drain();
        long until = System.nanoTime()
                + configuration.system().gracefulShutdownTimeout().toNanos();
        while (shared.connections().taken() > 0 && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(DRAIN_POLL.toNanos());
        }
        close();
    }

    private void closeListeners() {
        for (BoundListener one : bound) {
            try {
                one.listener.close();
            } catch (IOException e) {
                // The descriptor is released all the same.
            }
        }
    }

    /** Closes everything at once. */
    @Override
    public void close() {
        draining = true;
        closeListeners();
        tunnels.close();
        shared.subrequests().close();
        if (tls != null) {
            tls.close();
        }
        bound.forEach(one -> one.protocols.close());
        webhooks.close();
        snapshot.close();
        encryption.close();
        resolver.close();
        sweep.close();
        observers.close();
        if (ownEvents != null) {
            ownEvents.close();
        }
    }
}
