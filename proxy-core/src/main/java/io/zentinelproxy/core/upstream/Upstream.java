package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.balance.Balancers;
import io.zentinelproxy.core.balance.Endpoint;
import io.zentinelproxy.core.balance.Group;
import io.zentinelproxy.core.balance.Outcome;
import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.config.HealthCheckSettings;
import io.zentinelproxy.core.config.HttpVersionSettings;
import io.zentinelproxy.core.config.HttpVersionSettings.Offer;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.exchange.OriginWait;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http1.Http1Upstream;
import io.zentinelproxy.core.http2.Http2Client;
import io.zentinelproxy.core.http2.Http2ClientSettings;
import io.zentinelproxy.core.http2.Http2Counters;
import io.zentinelproxy.core.http2.Http2Shared;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.upstream.check.CheckParts;
import io.zentinelproxy.core.upstream.check.Checks;
import io.zentinelproxy.core.upstream.check.Dial;
import io.zentinelproxy.core.upstream.discovery.Discovery;
import io.zentinelproxy.core.upstream.dns.Resolver;
import io.zentinelproxy.core.upstream.health.HealthCheck;
import io.zentinelproxy.core.upstream.health.TargetHealth;
import io.zentinelproxy.core.upstream.health.UpstreamHealth;
import io.zentinelproxy.core.upstream.tls.OriginTls;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A group of origins that serve the same: chooses one, lends a connection to it. Called by many threads at once. */
public final class Upstream implements AutoCloseable {
    /** A connection that idled for longer is looked at before it is used again: one tick of the sweep's clock. */
    private static final long JUST_NOW = Sweep.TICK.toNanos();

    /** Exchanges kept for reuse. */
    private static final int POOLED = 512;

    private final UpstreamSettings settings;
    private final @Nullable Http2Client http2;
    private final @Nullable OriginTls tls;
    private final Resolver resolver;
    private final Sweep sweep;
    private final BulkBuffers bulk;
    private final HoldBudget budget;
    private final UpstreamBounds bounds;
    private final ArrayList<Http1Upstream> exchanges = new ArrayList<>();

    /** Exchanges in use. Guarded by exchanges. */
    private int inUse;

    private final UpstreamHealth health;

    /** Whom requests are shared among now. Written under the monitor. */
    private volatile Group group;

    /** The origins whose pools end with this upstream. Guarded by the monitor. */
    private List<Origin> owned = List.of();

    /** Whether no origin is to be made any more. Guarded by the monitor. */
    private boolean closed;

    /** What finds further targets, or null. */
    private final @Nullable Discovery discovery;

    /**
     * @param tls how its connections are encrypted, or null where they are not
     * @param bounds what it shares with all other upstreams
     * @param counters what happened on connections of HTTP/2 so far, which is gone on from; null for nothing
     */
    public Upstream(
            UpstreamSettings settings,
            @Nullable OriginTls tls,
            Resolver resolver,
            Sweep sweep,
            BulkBuffers bulk,
            Http2Shared shared,
            UpstreamBounds bounds,
            @Nullable Http2Counters counters) {
        this.settings = settings;
        this.resolver = resolver;
        this.sweep = sweep;
        this.bulk = bulk;
        this.bounds = bounds;
        budget = bounds.held();
        this.tls = tls;
        http2 = settings.http().offer() == Offer.HTTP1
                ? null
                : new Http2Client(http2(settings), shared, counters == null ? new Http2Counters() : counters);
        group = group(List.of());
        health = new UpstreamHealth(
                settings.id(),
                settings.health(),
                check(shared),
                bounds.checks(),
                sweep,
                bounds.events(),
                () -> health(group));
        targets(settings.targets());
        discovery = Discovery.start(settings, resolver, sweep, this::targets);
    }

    /** How its targets are asked whether they are well, or null where they are not. */
    private @Nullable HealthCheck check(Http2Shared shared) {
        HealthCheckSettings asked = settings.health().check();
        if (asked == null) {
            return null;
        }
        Dial dial = (endpoint, offer, until) ->
                new Connector(endpoint.address(), settings, tls, resolver, sweep).dial(offer, until);
        // Of its own: what checks do is not counted with requests.
        Http2Client client = new Http2Client(http2(settings), shared, new Http2Counters());
        return Checks.of(asked.probe(), settings.http().offer(), new CheckParts(dial, client, bulk, budget));
    }

    private static List<TargetHealth> health(Group group) {
        List<TargetHealth> all = new ArrayList<>();
        for (Endpoint endpoint : group.endpoints()) {
            all.add(((Origin) endpoint).health());
        }
        return all;
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

    private Group group(List<Origin> origins) {
        List<Endpoint> endpoints = List.copyOf(origins);
        Balancers balancers = new Balancers(settings.id(), bounds.key());
        return new Group(
                endpoints,
                balancers.of(settings.balancing(), endpoints),
                List.of(),
                settings.health().panicPercent());
    }

    /**
     * Goes over to other targets. Those whose address stays keep their connections and what is known of them; from those that are gone, the
     * requests under way come back as if nothing had happened.
     */
    public synchronized void targets(List<UpstreamSettings.Target> now) {
        if (closed) {
            return;
        }
        List<Origin> before = new ArrayList<>(owned);
        List<Origin> after = new ArrayList<>();
        for (UpstreamSettings.Target target : now) {
            Origin kept = take(before, target);
            after.add(kept == null ? made(target, after.size(), now.size()) : kept);
        }
        owned = List.copyOf(after);
        group = group(after);
        before.forEach(Origin::end);
    }

    /** One that is new; among others it begins slowly. */
    private Origin made(UpstreamSettings.Target target, int number, int targets) {
        Origin origin = new Origin(target, pools(target, number, targets), health);
        if (!owned.isEmpty()) {
            origin.health().warm();
        }
        return origin;
    }

    /** The one of this address, taken out; null where there is none. */
    private static @Nullable Origin take(List<Origin> from, UpstreamSettings.Target target) {
        for (Origin origin : from) {
            if (origin.address().equals(target.address())) {
                from.remove(origin);
                origin.settings(target);
                return origin;
            }
        }
        return null;
    }

    private Origin.Pools pools(UpstreamSettings.Target target, int number, int targets) {
        Connector connector = new Connector(target.address(), settings, tls, resolver, sweep);
        int maxIdle = Math.min(settings.pool().maxIdle(), bounds.idleShare(number, targets));
        OriginPool connections = new OriginPool(connector, settings.pool(), maxIdle, bounds.waiting(), sweep);
        if (http2 == null) {
            return new Origin.Pools(connections, null);
        }
        FailedConnections failed =
                new FailedConnections(settings.id(), target.address().name());
        return new Origin.Pools(
                connections,
                new StreamPool(this, connections, connector, http2, maxIdle, bounds.waiting(), sweep, failed));
    }

    /**
     * Takes over what is alive of the upstream that this one replaces: what is known of the addresses that stay and, where connections would
     * be made as before, the connections. Called once, before this gets requests; the other may go on with those that it has.
     */
    public synchronized void succeed(Upstream before) {
        boolean alike = isAlike(before);
        List<Origin> theirs = before.giveUp(owned.stream().map(Origin::settings).toList());
        List<Origin> after = new ArrayList<>();
        for (Origin mine : owned) {
            Origin kept = take(theirs, mine.settings());
            if (kept == null) {
                after.add(mine);
                continue;
            }
            Origin.Pools spare = alike ? mine.pools() : kept.pools();
            if (!alike) {
                kept.pools(mine.pools());
            }
            spare.close();
            mine.health().stop();
            after.add(kept);
        }
        owned = List.copyOf(after);
        group = group(after);
        after.forEach(origin -> origin.health().caredForBy(health));
    }

    /** Whether connections of the other are as this one would make them. */
    private boolean isAlike(Upstream other) {
        return tls == other.tls
                && bounds.maxIdle() == other.bounds.maxIdle()
                && settings.http().equals(other.settings.http())
                && settings.pool().equals(other.settings.pool())
                && settings.timeouts().equals(other.settings.timeouts())
                && settings.proxyProtocol() == other.settings.proxyProtocol();
    }

    /** Lets another own the origins of these addresses; requests under way use them still. */
    private synchronized List<Origin> giveUp(List<UpstreamSettings.Target> wanted) {
        closed = true;
        if (discovery != null) {
            discovery.close();
        }
        List<Origin> rest = new ArrayList<>(owned);
        List<Origin> given = new ArrayList<>();
        for (UpstreamSettings.Target target : wanted) {
            for (Origin origin : rest) {
                if (origin.address().equals(target.address())) {
                    rest.remove(origin);
                    given.add(origin);
                    break;
                }
            }
        }
        owned = List.copyOf(rest);
        return given;
    }

    public UpstreamSettings settings() {
        return settings;
    }

    /** How its connections are encrypted, or null where they are not. */
    public @Nullable OriginTls tls() {
        return tls;
    }

    /** What finds further targets while it serves, or null. */
    public @Nullable Discovery discovery() {
        return discovery;
    }

    /** Its origins now. */
    public List<Origin> origins() {
        return group.endpoints().stream().map(Origin.class::cast).toList();
    }

    /** What happened on its connections of HTTP/2; null where that is not spoken. */
    public @Nullable Http2Counters http2() {
        return http2 == null ? null : http2.counters();
    }

    /**
     * The origin for a request, which counts as under way there: {@link Origin#leave} when it is over.
     *
     * @param tried those that have let it down already, or null
     */
    public Origin choose(OriginWait waiting, @Nullable List<Endpoint> tried) throws UpstreamFault {
        Group among = group;
        Endpoint chosen = among.choose(waiting.facts(), tried);
        if (chosen == null) {
            boolean full = among.hasAvailable();
            throw new UpstreamFault(UpstreamFault.Kind.NO_TARGET, full ? 0 : health.nanosToNextChance());
        }
        return (Origin) chosen;
    }

    /** Whether a request could go to another origin than these. */
    public boolean hasOthers(List<Endpoint> tried) {
        return group.hasOthers(tried);
    }

    /** Whether any of its origins gets requests now. */
    public boolean isUsable() {
        return !group.candidates().isEmpty();
    }

    /** Lets a request wait until this moment of the sweep's clock before it is sent again; its client may have gone meanwhile. */
    public void pause(OriginWait waiting, long until) {
        Pause.until(until, waiting, sweep);
    }

    /**
     * Tells how a try ended.
     *
     * @param headNanos from its beginning to the head of the answer, or to its failure
     * @param chosenNanos when the origin was chosen for the request, of {@link System#nanoTime}
     * @param trial what {@link #answered} said
     */
    public void ended(Origin origin, Outcome outcome, long headNanos, long chosenNanos, boolean trial) {
        group.ended(origin, outcome, headNanos);
        origin.health().ended(outcome, headNanos, chosenNanos, trial);
    }

    /** Tells that the head of an answer has come; returns whether that decided a trial, which {@link #ended} is told then. */
    public boolean answered(Origin origin, Outcome outcome, long chosenNanos) {
        return origin.health().answered(outcome, chosenNanos);
    }

    /** What its targets' health goes by. */
    public UpstreamHealth health() {
        return health;
    }

    /** Whether requests go to targets that are not available, as too few are. */
    public boolean isPanicking() {
        return group.isPanicking();
    }

    /** Whether its endpoints may be spoken to in HTTP/1.1. */
    public boolean speaksHttp1() {
        return settings.http().offer() != Offer.HTTP2;
    }

    /**
     * Lends what will carry a request to the origin: a stream where HTTP/2 is spoken, else a connection.
     *
     * @param overHttp1 whether only HTTP/1.1 will do
     */
    public Lease lease(Origin origin, OriginWait waiting, AttemptLimits limits, Demand demand, boolean overHttp1)
            throws UpstreamFault, LimitFault {
        Origin.Pools pools = origin.pools();
        StreamPool shared = pools.streams();
        if (shared == null) {
            return lease(pools, waiting, limits, demand, Offer.HTTP1, null);
        }
        Offer offer = settings.http().offer();
        if (overHttp1) {
            if (offer == Offer.HTTP2) {
                throw new UpstreamFault(UpstreamFault.Kind.HTTP1_REQUIRED);
            }
            return lease(pools, waiting, limits, demand, Offer.HTTP1, null);
        }
        Lease lease = shared.lease(waiting, limits, demand == Demand.FRESH);
        return lease == null ? lease(pools, waiting, limits, demand, offer, shared) : lease;
    }

    /**
     * Lends a connection to the origin. One that has idled, or of which there may be more to read, is looked at first: octets that
     * came unasked would be taken for the answer to the next request. One that was given back just now is not, as that costs a system
     * call and there is always a moment left after the look, unless the request could not be sent a second time.
     *
     * @param offer the versions that a new one may speak
     * @param shared who takes one over that speaks HTTP/2; null where none can
     */
    private Lease lease(
            Origin.Pools pools,
            OriginWait waiting,
            AttemptLimits limits,
            Demand demand,
            Offer offer,
            @Nullable StreamPool shared)
            throws UpstreamFault, LimitFault {
        OriginPool pool = pools.connections();
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

    Lease lend(OriginPool pool, OriginConnection connection, boolean reused, OriginWait waiting, AttemptLimits limits) {
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

    private @Nullable ToldClient toldOf(OriginWait waiting) {
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

    /** Those of its origins that no successor has taken over. */
    public synchronized List<Origin> owned() {
        return owned;
    }

    /** Whether it has ended, or a successor has taken over. */
    public synchronized boolean isClosed() {
        return closed;
    }

    /** Whether nothing that it owns is open: one that was closed is over then. */
    public synchronized boolean isAtRest() {
        return owned.stream().allMatch(origin -> origin.pool().open() == 0);
    }

    /** The sweep's clock. */
    public long now() {
        return sweep.now();
    }

    /** The same to the nanosecond, at a cost. */
    public long exactly() {
        return sweep.exact();
    }

    /** Closes what is idle, now and later, but for what another has taken over. */
    @Override
    public synchronized void close() {
        closed = true;
        if (discovery != null) {
            discovery.close();
        }
        health.close();
        owned.forEach(Origin::end);
    }
}
