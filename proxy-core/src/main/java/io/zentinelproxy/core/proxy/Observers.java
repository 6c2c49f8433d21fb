package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.certificate.CertificateFiles;
import io.zentinelproxy.core.certificate.TlsContexts;
import io.zentinelproxy.core.config.ObservabilitySettings;
import io.zentinelproxy.core.config.WebhookSettings;
import io.zentinelproxy.core.exchange.ExchangeObserver;
import io.zentinelproxy.core.http2.ErrorCode;
import io.zentinelproxy.core.http2.Http2Counters;
import io.zentinelproxy.core.net.Admissions;
import io.zentinelproxy.core.net.Listener;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.observe.AccessLog;
import io.zentinelproxy.core.observe.BlockedRequests;
import io.zentinelproxy.core.observe.EventLog;
import io.zentinelproxy.core.observe.Metrics;
import io.zentinelproxy.core.observe.ProxyEvents;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.core.observe.TlsMembers;
import io.zentinelproxy.core.route.Route;
import io.zentinelproxy.core.tls.HandshakeObserver;
import io.zentinelproxy.core.tls.HandshakeResult;
import io.zentinelproxy.core.tls.TlsServer;
import io.zentinelproxy.core.upstream.Origin;
import io.zentinelproxy.core.upstream.StreamPool;
import io.zentinelproxy.core.upstream.Upstream;
import io.zentinelproxy.core.upstream.discovery.Discovery;
import io.zentinelproxy.core.upstream.discovery.DiscoveryFailure;
import io.zentinelproxy.core.upstream.dns.DnsResult;
import io.zentinelproxy.core.upstream.dns.Resolver;
import io.zentinelproxy.core.upstream.tls.OriginHandshake;
import io.zentinelproxy.core.upstream.tls.OriginTls;
import io.zentinelproxy.core.webhook.Webhook;
import io.zentinelproxy.core.webhook.Webhooks;
import io.zentinelproxy.core.websocket.Opcode;
import io.zentinelproxy.core.websocket.WebSocketRoute;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Who is told of every exchange: metrics, the access log where it is on, and what a module adds. */
public final class Observers implements AutoCloseable {
    private final Metrics metrics;
    private final @Nullable AccessLog accessLog;
    private final EventLog events;
    private final List<ExchangeObserver> all = new ArrayList<>();

    private Observers(Metrics metrics, @Nullable AccessLog accessLog, EventLog events) {
        this.metrics = metrics;
        this.accessLog = accessLog;
        this.events = events;
    }

    /** Opens the access log; throws where it cannot be written. */
    static Observers open(
            ObservabilitySettings settings,
            String version,
            EventLog events,
            Snapshot snapshot,
            TlsMembers tls,
            List<ExchangeObserver> more)
            throws IOException {
        Metrics metrics = Metrics.of(version, snapshot.routes().routes());
        AccessLog log = settings.accessLog().enabled() ? AccessLog.open(settings.accessLog(), tls) : null;
        Observers observers = new Observers(metrics, log, events);
        observers.all.add(metrics);
        events.tell(metrics);
        if (settings.metrics().highCardinality()) {
            observers.all.add(metrics.byEndpoint());
        }
        if (log != null) {
            observers.all.add(log);
            log.tell(metrics);
        }
        ExchangeObserver failures = events.failedExchanges();
        if (failures != null) {
            observers.all.add(failures);
        }
        observers.all.addAll(more);
        snapshot.upstreams().forEach(observers::watch);
        TargetObservers breakers = new TargetObservers(metrics);
        snapshot.breakers().byRoute().forEach((route, breaker) -> breakers.watch(breaker, route));
        for (Route route : snapshot.routes().routes()) {
            RoutePlan plan = snapshot.plan(route);
            metrics.read(Reading.FILTERS_SKIPPED, plan.filters()::skipped, route.routeId());
            if (plan.webSockets() != null) {
                observers.watch(plan.webSockets(), route.routeId());
            }
            if (plan.service() instanceof UpstreamService service) {
                SecondTries.watch(metrics, service, route.routeId());
            }
        }
        return observers;
    }

    private void watch(Upstream upstream) {
        TargetObservers health = new TargetObservers(metrics);
        health.watch(upstream);
        for (Origin origin : upstream.origins()) {
            String id = upstream.settings().id();
            health.watch(origin, id);
            metrics.read(Reading.POOL_SIZE, () -> origin.pool().open(), id, origin.name());
            metrics.read(Reading.POOL_IDLE, origin::idle, id, origin.name());
            if (origin.streams() != null) {
                metrics.read(
                        Reading.UPSTREAM_HTTP2_OPEN_CONNECTIONS,
                        () -> streams(origin).open(),
                        id,
                        origin.name());
                metrics.read(
                        Reading.UPSTREAM_HTTP2_OPEN_STREAMS,
                        () -> streams(origin).streams(),
                        id,
                        origin.name());
            }
        }
        Http2Counters http2 = upstream.http2();
        if (http2 != null) {
            watch(http2, upstream.settings().id());
        }
        Discovery discovery = upstream.discovery();
        if (discovery != null) {
            watch(discovery, upstream.settings().id());
        }
        OriginTls tls = upstream.tls();
        if (tls != null) {
            watch(tls, upstream.settings().id());
        }
    }

    private void watch(Discovery discovery, String upstream) {
        metrics.read(Reading.DISCOVERY_TARGETS, discovery::targets, upstream);
        metrics.read(Reading.DISCOVERY_UPDATES, discovery::updates, upstream);
        for (DiscoveryFailure why : DiscoveryFailure.values()) {
            metrics.read(Reading.DISCOVERY_FAILURES, () -> discovery.failures(why), upstream, why.word());
        }
    }

    void watch(Resolver resolver) {
        for (DnsResult result : DnsResult.values()) {
            metrics.read(Reading.DNS_QUERIES, () -> resolver.counters().of(result), result.word());
        }
        metrics.read(Reading.DNS_TCP_QUERIES, resolver.counters()::overTcp);
        metrics.read(Reading.DNS_STALE_ANSWERS, resolver.counters()::stale);
        metrics.read(Reading.DNS_NAMES, resolver::names);
    }

    private static StreamPool streams(Origin origin) {
        return Objects.requireNonNull(origin.streams());
    }

    private void watch(Http2Counters http2, String upstream) {
        metrics.read(Reading.UPSTREAM_HTTP2_CONNECTIONS, http2::connections, upstream);
        metrics.read(Reading.UPSTREAM_HTTP2_STREAMS, http2::streams, upstream);
        for (ErrorCode code : ErrorCode.values()) {
            metrics.read(
                    Reading.UPSTREAM_HTTP2_RESETS, () -> http2.resetsReceived(code), upstream, "origin", code.word());
            metrics.read(Reading.UPSTREAM_HTTP2_RESETS, () -> http2.resetsSent(code), upstream, "proxy", code.word());
            metrics.read(Reading.UPSTREAM_HTTP2_GOAWAYS, () -> http2.ends(code), upstream, code.word());
        }
    }

    private void watch(OriginTls tls, String upstream) {
        for (OriginHandshake result : OriginHandshake.values()) {
            metrics.read(Reading.UPSTREAM_TLS_HANDSHAKES, () -> tls.handshakes().of(result), upstream, result.word());
        }
        if (!tls.verifies()) {
            metrics.read(Reading.UPSTREAM_TLS_UNVERIFIED, () -> 1, upstream);
        }
    }

    private void watch(WebSocketRoute sockets, String route) {
        metrics.read(Reading.WEBSOCKETS, sockets::connections, route);
        metrics.read(Reading.WEBSOCKETS_OPEN, sockets::open, route);
        for (Opcode opcode : Opcode.values()) {
            metrics.read(
                    Reading.WEBSOCKET_FRAMES,
                    () -> sockets.fromClients().of(opcode),
                    route,
                    "client_to_server",
                    opcode.word());
            metrics.read(
                    Reading.WEBSOCKET_FRAMES,
                    () -> sockets.fromOrigins().of(opcode),
                    route,
                    "server_to_client",
                    opcode.word());
        }
    }

    void watch(SharedLimits shared) {
        metrics.read(Reading.HELD_OCTETS, shared.held()::held);
        metrics.read(Reading.HELD_OCTETS_LIMIT, shared.held()::most);
        metrics.read(Reading.QUEUED_REQUESTS, shared.waiting()::waiting);
        metrics.read(Reading.BACKGROUND_REQUESTS, shared.subrequests()::underWay);
        metrics.include(shared.subrequests().counted());
    }

    /** @param events through which requests that are refused are told of, where anybody wants to know */
    void watch(Webhooks webhooks, ProxyEvents events, Sweep sweep) {
        if (webhooks.want(WebhookSettings.Event.BLOCKED_REQUEST)) {
            BlockedRequests blocked = new BlockedRequests(events);
            sweep.add(blocked);
            all.add(blocked);
        }
        for (Webhook one : webhooks.all()) {
            String id = one.settings().id();
            metrics.read(Reading.WEBHOOK_MESSAGES, one::delivered, id, "delivered");
            metrics.read(Reading.WEBHOOK_MESSAGES, one::refused, id, "refused");
            metrics.read(Reading.WEBHOOK_MESSAGES, one::exhausted, id, "exhausted");
            metrics.read(Reading.WEBHOOK_RETRIES, one::retried, id);
            metrics.read(Reading.WEBHOOK_DROPPED, one::overflown, id, "queue_full");
            metrics.read(Reading.WEBHOOK_DROPPED, one::abandoned, id, "shutdown");
            metrics.read(Reading.WEBHOOK_QUEUE, one::waiting, id);
        }
    }

    void watch(CertificateWitness witness) {
        metrics.read(Reading.CERTIFICATES_LEFT_OUT, witness::leftOut, witness.listener());
    }

    void watch(Listener listener, Protocols protocols) {
        metrics.read(Reading.CONNECTIONS, listener::accepted, listener.id());
        Admissions admissions = listener.admissions();
        for (String reason : admissions.reasons()) {
            metrics.read(Reading.CONNECTIONS_REFUSED, () -> admissions.refused(reason), listener.id(), reason);
        }
        metrics.read(Reading.ACCEPT_FAILURES, listener::failed, listener.id());
        metrics.read(Reading.OPEN_CONNECTIONS, protocols::connections, listener.id());
        metrics.read(Reading.ACTIVE_REQUESTS, protocols::active, listener.id());
    }

    /** @param by how clients come to speak it here */
    void watch(String listener, Http2Counters http2, String by) {
        metrics.read(Reading.HTTP2_CONNECTIONS, http2::connections, listener, by);
        metrics.read(Reading.HTTP2_OPEN_CONNECTIONS, http2::open, listener);
        metrics.read(Reading.HTTP2_STREAMS, http2::streams, listener);
        metrics.read(Reading.HTTP2_REFUSED_STREAMS, http2::refusedStreams, listener);
        metrics.read(Reading.HTTP2_BUDGET_WARNINGS, http2::budgetWarnings, listener);
        http2.oddEvents().forEach((kind, count) -> metrics.read(Reading.HTTP2_ODD_EVENTS, count, listener, kind));
        for (ErrorCode code : ErrorCode.values()) {
            metrics.read(Reading.HTTP2_RESETS, () -> http2.resetsReceived(code), listener, "client", code.word());
            metrics.read(Reading.HTTP2_RESETS, () -> http2.resetsSent(code), listener, "proxy", code.word());
            metrics.read(Reading.HTTP2_GOAWAYS, () -> http2.ends(code), listener, code.word());
        }
    }

    void watch(String listener, TlsServer tls) {
        for (HandshakeResult result : HandshakeResult.values()) {
            metrics.read(Reading.TLS_HANDSHAKES, () -> tls.count(result), listener, result.word());
        }
    }

    /** Counts how long the handshakes of a listener took that succeeded. */
    HandshakeObserver handshakes(String listener) {
        LongConsumer durations = metrics.handshakeDurations(listener);
        return (result, nanos) -> {
            if (result.isSuccess()) {
                durations.accept(nanos);
            }
        };
    }

    void watch(TlsContexts tls) {
        metrics.read(Reading.CERTIFICATE_RELOADS, tls::reloads, tls.listener(), "success");
        metrics.read(Reading.CERTIFICATE_RELOADS, tls::failures, tls.listener(), "failure");
        for (int i = 0; i < tls.blocks().size(); i++) {
            List<CertificateFiles> files = tls.blocks().get(i).files();
            for (int k = 0; k < files.size(); k++) {
                int block = i;
                int file = k;
                String path = files.get(k).certificate().toString();
                metrics.read(
                        Reading.CERTIFICATE_EXPIRY,
                        () -> tls.expirySeconds(block, file),
                        tls.listener(),
                        Integer.toString(block),
                        path);
            }
        }
    }

    List<ExchangeObserver> all() {
        return all;
    }

    public Metrics metrics() {
        return metrics;
    }

    /** The application log, which filters write to and which outlives this. */
    public EventLog events() {
        return events;
    }

    /** Goes on with a new file where the old one was moved away. */
    public void reopenLogs() {
        events.reopen();
        if (accessLog != null) {
            accessLog.reopen();
        }
    }

    @Override
    public void close() {
        if (accessLog != null) {
            accessLog.close();
        }
    }
}
