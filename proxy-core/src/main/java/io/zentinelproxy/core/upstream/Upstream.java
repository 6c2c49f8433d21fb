package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.balance.Endpoint;
import io.zentinelproxy.core.balance.Group;
import io.zentinelproxy.core.balance.Outcome;
import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.config.HealthCheckSettings;
import io.zentinelproxy.core.config.HttpVersionSettings;
import io.zentinelproxy.core.config.HttpVersionSettings.Offer;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.exchange.OriginWait;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.fault.UpstreamFault;
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
import io.zentinelproxy.core.upstream.health.UpstreamHealth;
import io.zentinelproxy.core.upstream.tls.OriginTls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group of origins that serve the same: chooses one out of its {@link Roster}, has {@link Lending} lend a connection to it. Called by many
 * threads at once.
 */
public final class Upstream implements AutoCloseable {
    private final Reach reach;
    private final @Nullable Http2Client http2;
    private final Lending lending;
    private final Roster roster;

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
        reach = new Reach(settings, tls, resolver, sweep);
        http2 = settings.http().offer() == Offer.HTTP1
                ? null
                : new Http2Client(http2(settings), shared, counters == null ? new Http2Counters() : counters);
        lending = new Lending(settings, sweep, new Exchanges(bulk, bounds.held()));
        roster = new Roster(reach, bounds, http2, lending, check(reach, bulk, shared, bounds));
    }

    /** How its targets are asked whether they are well, or null where they are not. */
    private static @Nullable HealthCheck check(
            Reach reach, BulkBuffers bulk, Http2Shared shared, UpstreamBounds bounds) {
        UpstreamSettings settings = reach.settings();
        HealthCheckSettings asked = settings.health().check();
        if (asked == null) {
            return null;
        }
        Dial dial =
                (endpoint, offer, until) -> reach.connector(endpoint.address()).dial(offer, until);
        // Of its own: what checks do is not counted with requests.
        Http2Client client = new Http2Client(http2(settings), shared, new Http2Counters());
        return Checks.of(asked.probe(), settings.http().offer(), new CheckParts(dial, client, bulk, bounds.held()));
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

    /**
     * Takes over what is alive of the upstream that this one replaces: what is known of the addresses that stay and, where connections would
     * be made as before, the connections. Called once, before this gets requests; the other may go on with those that it has.
     */
    public void succeed(Upstream before) {
        Discovery mine = discovery();
        Discovery theirs = before.discovery();
        if (mine != null && theirs != null) {
            // Not under the roster's lock: who has found targets takes it under a lock of its own.
            mine.succeed(theirs);
        }
        roster.succeed(before.roster);
    }

    public UpstreamSettings settings() {
        return reach.settings();
    }

    /** How its connections are encrypted, or null where they are not. */
    public @Nullable OriginTls tls() {
        return reach.tls();
    }

    /** What finds further targets while it serves, or null. */
    public @Nullable Discovery discovery() {
        return roster.discovery();
    }

    /** Its origins now. */
    public List<Origin> origins() {
        return roster.group().endpoints().stream().map(Origin.class::cast).toList();
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
        Group among = roster.group();
        Endpoint chosen = among.choose(waiting.facts(), tried);
        if (chosen == null) {
            boolean full = among.hasAvailable();
            throw new UpstreamFault(
                    UpstreamFault.Kind.NO_TARGET, full ? 0 : roster.health().nanosToNextChance());
        }
        return (Origin) chosen;
    }

    /** Whether a request could go to another origin than these. */
    public boolean hasOthers(List<Endpoint> tried) {
        return roster.group().hasOthers(tried);
    }

    /** Whether any of its origins gets requests now. */
    public boolean isUsable() {
        return !roster.group().candidates().isEmpty();
    }

    /** Lets a request wait until this moment of the sweep's clock before it is sent again; its client may have gone meanwhile. */
    public void pause(OriginWait waiting, long until) {
        Pause.until(until, waiting, reach.sweep());
    }

    /**
     * Tells how a try ended.
     *
     * @param headNanos from its beginning to the head of the answer, or to its failure
     * @param chosenNanos when the origin was chosen for the request, of {@link System#nanoTime}
     * @param trial what {@link #answered} said
     */
    public void ended(Origin origin, Outcome outcome, long headNanos, long chosenNanos, boolean trial) {
        roster.group().ended(origin, outcome, headNanos);
        origin.health().ended(outcome, headNanos, chosenNanos, trial);
    }

    /** Tells that the head of an answer has come; returns whether that decided a trial, which {@link #ended} is told then. */
    public boolean answered(Origin origin, Outcome outcome, long chosenNanos) {
        return origin.health().answered(outcome, chosenNanos);
    }

    /** What its targets' health goes by. */
    public UpstreamHealth health() {
        return roster.health();
    }

    /** Whether requests go to targets that are not available, as too few are. */
    public boolean isPanicking() {
        return roster.group().isPanicking();
    }

    /** Whether its endpoints may be spoken to in HTTP/1.1. */
    public boolean speaksHttp1() {
        return settings().http().offer() != Offer.HTTP2;
    }

    /**
     * Lends what will carry a request to the origin: a stream where HTTP/2 is spoken, else a connection.
     *
     * @param overHttp1 whether only HTTP/1.1 will do
     */
    public Lease lease(Origin origin, OriginWait waiting, AttemptLimits limits, Demand demand, boolean overHttp1)
            throws UpstreamFault, LimitFault {
        return lending.lease(origin, waiting, limits, demand, overHttp1);
    }

    /** Those of its origins that no successor has taken over. */
    public List<Origin> owned() {
        return roster.owned();
    }

    /** Whether it has ended, or a successor has taken over. */
    public boolean isClosed() {
        return roster.isClosed();
    }

    /** Whether nothing that it owns is open: one that was closed is over then. */
    public boolean isAtRest() {
        return owned().stream().allMatch(origin -> origin.pool().open() == 0);
    }

    /** The sweep's clock. */
    public long now() {
        return reach.sweep().now();
    }

    /** The same to the nanosecond, at a cost. */
    public long exactly() {
        return reach.sweep().exact();
    }

    /** Closes what is idle, now and later, but for what another has taken over. */
    @Override
    public void close() {
        roster.close();
    }
}
