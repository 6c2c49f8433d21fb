package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.observe.Metrics;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.core.upstream.Origin;
import io.zentinelproxy.core.upstream.Upstream;
import io.zentinelproxy.core.upstream.health.Breaker;
import io.zentinelproxy.core.upstream.health.EjectionReason;
import io.zentinelproxy.core.upstream.health.TargetHealth;
import org.jspecify.annotations.Nullable;

/** Has the metrics ask for the health of targets, and for breakers. */
final class TargetObservers {
    private final Metrics metrics;

    TargetObservers(Metrics metrics) {
        this.metrics = metrics;
    }

    void watch(Upstream upstream) {
        String id = upstream.settings().id();
        metrics.read(Reading.UPSTREAM_PANIC, () -> upstream.isPanicking() ? 1 : 0, id);
        if (upstream.settings().health().check() != null) {
            upstream.health().durations(metrics.checkDurations(id));
        }
    }

    void watch(Origin origin, String upstream) {
        TargetHealth health = origin.health();
        metrics.read(Reading.TARGET_UP, () -> origin.isAvailable() ? 1 : 0, upstream, origin.name());
        metrics.read(Reading.HEALTH_CHECKS, health::checksPassed, upstream, origin.name(), "success");
        metrics.read(Reading.HEALTH_CHECKS, health::checksFailed, upstream, origin.name(), "failure");
        for (EjectionReason reason : EjectionReason.values()) {
            metrics.read(Reading.EJECTIONS, () -> health.ejections(reason), upstream, origin.name(), reason.word());
        }
        metrics.read(Reading.EJECTIONS, health::spared, upstream, origin.name(), "spared");
        metrics.read(Reading.BREAKER_STATE, () -> state(health.breaker()), "", upstream, origin.name());
        metrics.read(Reading.BREAKER_TRIPS, () -> trips(health.breaker()), "", upstream, origin.name());
    }

    void watch(Breaker breaker, String route) {
        metrics.read(Reading.BREAKER_STATE, () -> state(breaker), route, "", "");
        metrics.read(Reading.BREAKER_TRIPS, breaker::trips, route, "", "");
    }

    /** A target without one is as with one that is closed. */
    private static long state(@Nullable Breaker breaker) {
        return breaker == null ? 0 : breaker.state().ordinal();
    }

    private static long trips(@Nullable Breaker breaker) {
        return breaker == null ? 0 : breaker.trips();
    }
}
