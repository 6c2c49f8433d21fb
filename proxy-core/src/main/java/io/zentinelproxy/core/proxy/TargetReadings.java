package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.observe.Figures;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.core.upstream.Origin;
import io.zentinelproxy.core.upstream.health.Breaker;
import io.zentinelproxy.core.upstream.health.EjectionReason;
import io.zentinelproxy.core.upstream.health.TargetHealth;
import org.jspecify.annotations.Nullable;

/** What metrics say of the health of targets, and of breakers. */
final class TargetReadings {
    private TargetReadings() {}

    /** Of a route. */
    static void tell(Figures figures, Breaker breaker, String route) {
        tell(figures, breaker, route, "", "");
    }

    static void tell(Figures figures, Origin origin, String upstream) {
        TargetHealth health = origin.health();
        String name = origin.name();
        figures.put(Reading.TARGET_UP, origin.isAvailable() ? 1 : 0, upstream, name);
        figures.put(Reading.HEALTH_CHECKS, health.checksPassed(), upstream, name, "success");
        figures.put(Reading.HEALTH_CHECKS, health.checksFailed(), upstream, name, "failure");
        for (EjectionReason reason : EjectionReason.values()) {
            figures.put(Reading.EJECTIONS, health.ejections(reason), upstream, name, reason.word());
        }
        figures.put(Reading.EJECTIONS, health.spared(), upstream, name, "spared");
        tell(figures, health.breaker(), "", upstream, name);
    }

    /** A target without one is as with one that is closed. */
    private static void tell(Figures figures, @Nullable Breaker breaker, String... labels) {
        figures.put(Reading.BREAKER_STATE, breaker == null ? 0 : breaker.state().ordinal(), labels);
        figures.put(Reading.BREAKER_TRIPS, breaker == null ? 0 : breaker.trips(), labels);
    }
}
