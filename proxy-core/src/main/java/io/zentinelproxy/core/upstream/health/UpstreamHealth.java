package io.zentinelproxy.core.upstream.health;

import io.zentinelproxy.core.balance.Absence;
import io.zentinelproxy.core.balance.Endpoint;
import io.zentinelproxy.core.balance.Outcome;
import io.zentinelproxy.core.config.HealthCheckSettings;
import io.zentinelproxy.core.config.HealthSettings;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.observe.BoundedLog;
import io.zentinelproxy.core.observe.ProxyEvents;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How one upstream cares for its targets: what its configuration says, and what they share. The targets outlive it and are then cared for
 * by the next. Any thread.
 */
public final class UpstreamHealth {
    private final String upstream;
    private final HealthSettings settings;
    private final @Nullable HealthCheck check;
    private final CheckRoom room;
    private final Sweep sweep;
    private final ProxyEvents events;
    private final BoundedLog log;
    private final Supplier<List<TargetHealth>> targets;
    private final @Nullable Outliers outliers;

    /** Held while a target leaves that must not be the last. Nothing else is locked under it but the group. */
    private final Object leaving = new Object();

    private volatile LongConsumer durations = nanos -> {};

    /**
     * @param check asks a target; null where the settings have none
     * @param targets all of the upstream as they are now
     */
    public UpstreamHealth(
            String upstream,
            HealthSettings settings,
            @Nullable HealthCheck check,
            CheckRoom room,
            Sweep sweep,
            ProxyEvents events,
            Supplier<List<TargetHealth>> targets) {
        this.upstream = upstream;
        this.settings = settings;
        this.check = check;
        this.room = room;
        this.sweep = sweep;
        this.events = events;
        log = new BoundedLog(
                System.getLogger(UpstreamHealth.class.getName()), "upstream " + upstream + ": ", sweep::exact);
        this.targets = targets;
        outliers = settings.outliers() == null ? null : new Outliers(settings.outliers(), targets, sweep);
    }

    String upstream() {
        return upstream;
    }

    HealthSettings settings() {
        return settings;
    }

    /** How targets are asked, or null where they are not. */
    @Nullable
    HealthCheckSettings checks() {
        return check == null ? null : settings.check();
    }

    @Nullable
    HealthCheck check() {
        return check;
    }

    CheckRoom room() {
        return room;
    }

    Sweep sweep() {
        return sweep;
    }

    /** What is told of its targets: no more than so many lines, however many there are. */
    BoundedLog log() {
        return log;
    }

    ProxyEvents events() {
        return events;
    }

    @Nullable
    Outliers outliers() {
        return outliers;
    }

    /** Whether no target is available: then nobody is lost by hoping. */
    boolean isAllDown() {
        for (TargetHealth target : targets.get()) {
            if (target.endpoint().isAvailable()) {
                return false;
            }
        }
        return true;
    }

    /** Takes a target out, unless no other is available; two that go at once are looked at one after the other. */
    boolean takeOut(Endpoint endpoint, Absence why) {
        synchronized (leaving) {
            for (TargetHealth other : targets.get()) {
                if (other.endpoint() != endpoint && other.endpoint().isAvailable()) {
                    endpoint.away(why);
                    return true;
                }
            }
            return false;
        }
    }

    void ended(TargetHealth target, Outcome outcome, long headNanos) {
        if (outliers != null) {
            outliers.ended(target, outcome, headNanos);
        }
    }

    /** Where the nanoseconds of each check are counted from now on. */
    public void durations(LongConsumer counted) {
        durations = counted;
    }

    void took(long nanos) {
        durations.accept(nanos);
    }

    /** When a target may be available again, in nanoseconds from now. */
    public long nanosToNextChance() {
        long soonest = Long.MAX_VALUE;
        for (TargetHealth target : targets.get()) {
            soonest = Math.min(soonest, target.nanosToNextChance());
        }
        return soonest == Long.MAX_VALUE ? 0 : Math.max(0, soonest);
    }

    /** Judges no more; its targets go on. */
    public void close() {
        if (outliers != null) {
            outliers.close();
        }
    }
}
