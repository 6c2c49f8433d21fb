package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.balance.Balancer;
import io.zentinelproxy.core.balance.Endpoint;
import io.zentinelproxy.core.balance.RoundRobin;
import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.config.HttpVersionSettings;
import io.zentinelproxy.core.config.HttpVersionSettings.Offer;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http1.Http1Upstream;
import io.zentinelproxy.core.http2.Http2Client;
import io.zentinelproxy.core.http2.Http2ClientSettings;
import io.zentinelproxy.core.http2.Http2Counters;
import io.zentinelproxy.core.http2.Http2Shared;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.upstream.tls.OriginTls;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A group of endpoints that serve the same: chooses one, lends a connection to it. Called by many threads at once. */
public final class Upstream implements AutoCloseable {
    /** A connection that idled for longer is looked at before it is used again: one tick of the sweep's clock. */
    private static final long JUST_NOW = Sweep.TICK.toNanos();

    /** Exchanges kept for reuse. */
    private static final int POOLED = 512;

    private final UpstreamSettings settings;
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final List<OriginPool> pools = new ArrayList<>();

    /** By endpoint; empty where HTTP/2 is not spoken. */
    private final List<StreamPool> streams = new ArrayList<>();

    private final @Nullable Http2Client http2;
    private final @Nullable OriginTls tls;
    private final Balancer balancer;
    private final Sweep sweep;
    private final BulkBuffers bulk;
    private final HoldBudget budget;
    private final ArrayList<Http1Upstream> exchanges = new ArrayList<>();

    /** Exchanges in use. Guarded by exchanges. */
    private int inUse;

    /**
     * @param tls how its connections are encrypted, or null where they are not
     * @param bounds what it shares with all other upstreams
     */
    public Upstream(
            UpstreamSettings settings,
            @Nullable OriginTls tls,
            Resolver resolver,
            Sweep sweep,
            BulkBuffers bulk,
            Http2Shared shared,
            UpstreamBounds bounds) {
        this.settings = settings;
        this.sweep = sweep;
        this.bulk = bulk;
        budget = bounds.held();
        this.tls = tls;
        http2 = settings.http().offer() == Offer.HTTP1 ? null : new Http2Client(http2(settings), shared);
        for (UpstreamSettings.Target target : settings.targets()) {
            String name = target.address().name();
            Endpoint endpoint = new Endpoint(endpoints.size(), name, target.address(), target.weight());
            endpoints.add(endpoint);
            Connector connector = new Connector(endpoint, settings, tls, resolver, sweep);
            int maxIdle = Math.min(
                    settings.pool().maxIdle(),
                    bounds.idleShare(endpoint.number(), settings.targets().size()));
            OriginPool pool = new OriginPool(connector, settings.pool(), maxIdle, bounds.waiting(), sweep);
            pools.add(pool);
            if (http2 != null) {
                FailedConnections failed = new FailedConnections(settings.id(), name);
                streams.add(new StreamPool(this, pool, connector, http2, maxIdle, bounds.waiting(), sweep, failed));
            }
        }
        balancer = switch (settings.loadBalancing()) {
            case ROUND_ROBIN -> new RoundRobin(endpoints);
        };
    }

    private static Http2ClientSettings http2(UpstreamSettings settings) {
        HttpVersionSettings http = settings.http();
        return new Http2ClientSettings(
                http.maxStreams(),
                http.streamWindow(),
                http.pingInterval(),
                http.pingTimeout(),
                settings.timeouts().read(),
                settings.timeouts().write());
    }

    public UpstreamSettings settings() {
        return settings;
    }

    /** How its connections are encrypted, or null where they are not. */
    public @Nullable OriginTls tls() {
        return tls;
    }

    /** Its endpoints, by number. */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    public OriginPool pool(Endpoint endpoint) {
        return pools.get(endpoint.number());
    }

    /** Connections to it that wait for a request, of whatever version. */
    public int idle(Endpoint endpoint) {
        StreamPool shared = streams(endpoint);
        return pool(endpoint).idle() + (shared == null ? 0 : shared.idle());
    }

    /** Its connections of HTTP/2; null where that is not spoken. */
    public @Nullable StreamPool streams(Endpoint endpoint) {
        return streams.isEmpty() ? null : streams.get(endpoint.number());
    }

    /** What happened on its connections of HTTP/2; null where that is not spoken. */
    public @Nullable Http2Counters http2() {
        return http2 == null ? null : http2.counters();
    }

    /** The endpoint for a request. */
    public Endpoint choose(DownstreamExchange waiting) {
        return balancer.choose(waiting.facts());
    }

    /** Whether its endpoints may be spoken to in HTTP/1.1. */
    public boolean speaksHttp1() {
        return settings.http().offer() != Offer.HTTP2;
    }

    /**
     * Lends what will carry a request to the endpoint: a stream where HTTP/2 is spoken, else a connection.
     *
     * @param overHttp1 whether only HTTP/1.1 will do
     */
    public Lease lease(
            Endpoint endpoint, DownstreamExchange waiting, AttemptLimits limits, Demand demand, boolean overHttp1)
            throws UpstreamFault, LimitFault {
        StreamPool shared = streams(endpoint);
        if (shared == null) {
            return lease(endpoint, waiting, limits, demand, Offer.HTTP1, null);
        }
        Offer offer = settings.http().offer();
        if (overHttp1) {
            if (offer == Offer.HTTP2) {
                throw new UpstreamFault(UpstreamFault.Kind.HTTP1_REQUIRED);
            }
            return lease(endpoint, waiting, limits, demand, Offer.HTTP1, null);
        }
        Lease lease = shared.lease(waiting, limits, demand == Demand.FRESH);
        return lease == null ? lease(endpoint, waiting, limits, demand, offer, shared) : lease;
    }

    /**
     * Lends a connection to the endpoint. One that has idled, or of which there may be more to read, is looked at first: octets that
     * came unasked would be taken for the answer to the next request. One that was given back just now is not, as that costs a system
     * call and there is always a moment left after the look, unless the request could not be sent a second time.
     *
     * @param offer the versions that a new one may speak
     * @param shared who takes one over that speaks HTTP/2; null where none can
     */
    private Lease lease(
            Endpoint endpoint,
            DownstreamExchange waiting,
            AttemptLimits limits,
            Demand demand,
            Offer offer,
            @Nullable StreamPool shared)
            throws UpstreamFault, LimitFault {
        OriginPool pool = pools.get(endpoint.number());
        boolean fresh = demand == Demand.FRESH;
        ToldClient told = toldOf(waiting);
        OriginConnection connection = pool.take(fresh, told, waiting, limits.connect());
        while (connection != null
                && (demand == Demand.LIVING || isDoubtful(connection))
                && connection.transport().isStale()) {
            pool.drop(connection);
            connection = pool.take(fresh, told, waiting, limits.connect());
        }
        if (connection != null) {
            return lend(pool, connection, true, waiting, limits);
        }
        OriginConnection made = pool.connect(told, offer, waiting, limits.connect());
        return shared != null && made.speaksHttp2(offer)
                ? shared.adopt(made, waiting, limits)
                : lend(pool, made, false, waiting, limits);
    }

    Lease lend(
            OriginPool pool,
            OriginConnection connection,
            boolean reused,
            DownstreamExchange waiting,
            AttemptLimits limits) {
        if (!reused) {
            pool.lent(connection, waiting);
        }
        connection.transport().readTimeout(limits.read());
        Http1Upstream exchange = takeExchange();
        exchange.bind(connection.transport(), waiting, limits.headPace(), limits.contentPace());
        return new ConnectionLease(this, pool, connection, exchange, reused);
    }

    private boolean isDoubtful(OriginConnection connection) {
        return !connection.transport().isDrained() || sweep.now() - connection.idleSince() > JUST_NOW;
    }

    private @Nullable ToldClient toldOf(DownstreamExchange waiting) {
        return switch (settings.proxyProtocol()) {
            case OFF -> null;
            case V1, V2 -> ToldClient.of(waiting.facts());
        };
    }

    private Http1Upstream takeExchange() {
        boolean usual;
        synchronized (exchanges) {
            inUse++;
            if (!exchanges.isEmpty()) {
                return exchanges.removeLast();
            }
            usual = inUse <= POOLED;
        }
        return usual ? Http1Upstream.kept(bulk, budget) : Http1Upstream.lean(bulk, budget);
    }

    void giveExchange(Http1Upstream exchange) {
        synchronized (exchanges) {
            inUse--;
            if (exchange.isKept() && exchanges.size() < POOLED) {
                exchanges.add(exchange);
            }
        }
    }

    /** An exchange is left to a thread that may still use it, and to the collector. */
    void loseExchange() {
        synchronized (exchanges) {
            inUse--;
        }
    }

    /** The sweep's clock. */
    public long now() {
        return sweep.now();
    }

    @Override
    public void close() {
        streams.forEach(StreamPool::close);
        pools.forEach(OriginPool::close);
    }
}
