package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.exchange.Exchange.RouteFacts;
import io.zentinelproxy.core.http.Method;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The counters that exchanges of one route add to, found by method and status without a look-up once they were used. */
final class RouteCounters {
    /** Stands in place of a route where there was none. */
    static final String NO_ROUTE = "none";

    private final Families families;
    private final String route;
    private final @Nullable LongAdder attempts;
    private final AtomicReferenceArray<@Nullable MethodCounters> methods =
            new AtomicReferenceArray<>(Method.values().length);

    private RouteCounters(Families families, String route, @Nullable String upstream) {
        this.families = families;
        this.route = route;
        attempts = upstream == null ? null : families.attempts.counter(upstream);
    }

    static RouteCounters of(Families families, RouteFacts route) {
        return new RouteCounters(families, route.routeId(), route.upstreamId());
    }

    /** For requests that no route matched. */
    static RouteCounters ofNone(Families families) {
        return new RouteCounters(families, NO_ROUTE, null);
    }

    /** The counters of a method. Two threads may make them at once: the families give both the same. */
    MethodCounters method(Method method) {
        MethodCounters known = methods.get(method.ordinal());
        if (known != null) {
            return known;
        }
        MethodCounters made = new MethodCounters(families, route, method);
        methods.set(method.ordinal(), made);
        return made;
    }

    void attempted(int times) {
        if (attempts != null && times > 0) {
            attempts.add(times);
        }
    }
}
