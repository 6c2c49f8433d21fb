package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.balance.Balancers;
import io.zentinelproxy.core.balance.Endpoint;
import io.zentinelproxy.core.balance.Group;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.http2.Http2Client;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.upstream.discovery.Discovery;
import io.zentinelproxy.core.upstream.health.HealthCheck;
import io.zentinelproxy.core.upstream.health.TargetHealth;
import io.zentinelproxy.core.upstream.health.UpstreamHealth;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The origins of one upstream: those that are written, those that are found while it serves, and those that a successor takes over with all
 * that is known of them. Changed under its monitor; requests read {@link #group} alone.
 */
final class Roster {
    private final Reach reach;
    private final UpstreamBounds bounds;
    private final @Nullable Http2Client http2;
    private final Lending lending;
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
     * @param http2 how HTTP/2 is spoken, or null where it is not
     * @param check how targets are asked whether they are well, or null where they are not
     */
    Roster(
            Reach reach,
            UpstreamBounds bounds,
            @Nullable Http2Client http2,
            Lending lending,
            @Nullable HealthCheck check) {
        this.reach = reach;
        this.bounds = bounds;
        this.http2 = http2;
        this.lending = lending;
        UpstreamSettings settings = reach.settings();
        group = group(List.of());
        health = new UpstreamHealth(
                settings.id(),
                settings.health(),
                check,
                bounds.checks(),
                reach.sweep(),
                bounds.events(),
                () -> health(group));
        targets(settings.targets());
        discovery = Discovery.start(settings, reach.resolver(), reach.sweep(), this::targets);
    }

    private static List<TargetHealth> health(Group group) {
        List<TargetHealth> all = new ArrayList<>();
        for (Endpoint endpoint : group.endpoints()) {
            all.add(((Origin) endpoint).health());
        }
        return all;
    }

    private Group group(List<Origin> origins) {
        UpstreamSettings settings = reach.settings();
        List<Endpoint> endpoints = List.copyOf(origins);
        Balancers balancers = new Balancers(settings.id(), bounds.key());
        return new Group(
                endpoints,
                balancers.of(settings.balancing(), endpoints),
                settings.health().panicPercent());
    }

    /**
     * Goes over to other targets. Those whose address stays keep their connections and what is known of them; from those that are gone, the
     * requests under way come back as if nothing had happened.
     */
    synchronized void targets(List<UpstreamSettings.Target> now) {
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
        UpstreamSettings settings = reach.settings();
        Sweep sweep = reach.sweep();
        Connector connector = reach.connector(target.address());
        int maxIdle = Math.min(settings.pool().maxIdle(), bounds.idleShare(number, targets));
        OriginPool connections = new OriginPool(connector, settings.pool(), maxIdle, bounds.waiting(), sweep);
        if (http2 == null) {
            return new Origin.Pools(connections, null);
        }
        FailedConnections failed =
                new FailedConnections(settings.id(), target.address().name());
        return new Origin.Pools(
                connections,
                new StreamPool(lending, connections, connector, http2, maxIdle, bounds.waiting(), sweep, failed));
    }

    /**
     * Takes over what is alive of the upstream that this one replaces: what is known of the addresses that stay and, where connections would
     * be made as before, the connections. Called once, before this gets requests; the other may go on with those that it has.
     */
    synchronized void succeed(Roster before) {
        boolean alike = bounds.maxIdle() == before.bounds.maxIdle() && reach.isAlike(before.reach);
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

    /** Whom requests are shared among now. */
    Group group() {
        return group;
    }

    /** What the health of its origins goes by. */
    UpstreamHealth health() {
        return health;
    }

    /** What finds further targets while it serves, or null. */
    @Nullable
    Discovery discovery() {
        return discovery;
    }

    /** Those that no successor has taken over. */
    synchronized List<Origin> owned() {
        return owned;
    }

    /** Whether it has ended, or a successor has taken over. */
    synchronized boolean isClosed() {
        return closed;
    }

    /** Closes what is idle, now and later, but for what another has taken over. */
    synchronized void close() {
        closed = true;
        if (discovery != null) {
            discovery.close();
        }
        health.close();
        owned.forEach(Origin::end);
    }
}
