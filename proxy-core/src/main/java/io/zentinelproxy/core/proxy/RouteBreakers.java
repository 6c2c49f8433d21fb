package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.config.BreakerSettings;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.observe.ProxyEvent;
import io.zentinelproxy.core.observe.ProxyEvents;
import io.zentinelproxy.core.upstream.health.Breaker;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breakers of routes, by their ids. Those of the next configuration take over the ones of this, so that what is open stays open;
 * those of routes that are gone go with them. Put together by one thread; then immutable.
 */
final class RouteBreakers {
    private static final System.Logger LOG = System.getLogger(RouteBreakers.class.getName());

    private final Map<String, Breaker> before;
    private final Map<String, Breaker> byRoute = new LinkedHashMap<>();
    private final Sweep sweep;
    private final ProxyEvents events;

    /** @param before of the configuration before, or null at the start */
    RouteBreakers(@Nullable RouteBreakers before, Sweep sweep, ProxyEvents events) {
        this.before = before == null ? Map.of() : before.byRoute;
        this.sweep = sweep;
        this.events = events;
    }

    /** The breaker of a route. One that is there has these settings once they are in force. */
    Breaker of(String route, BreakerSettings settings, Transition transition) {
        Breaker there = before.get(route);
        Breaker breaker = there == null ? new Breaker(settings, sweep::now, new Told(route, events)) : there;
        if (there != null) {
            transition.atSwap(() -> there.settings(settings));
        }
        byRoute.put(route, breaker);
        return breaker;
    }

    /** All of them, by the ids of their routes. */
    Map<String, Breaker> byRoute() {
        return byRoute;
    }

    /** Tells of each change: a line of the log and an event. Outlives the configuration that it was made for, and so must not know it. */
    private record Told(String route, ProxyEvents events) implements Breaker.Listener {
        @Override
        public void opened(String why) {
            LOG.log(Level.WARNING, "route " + route + ": its circuit breaker has opened: " + why);
            events.tell(new ProxyEvent.BreakerOpened(new ProxyEvent.Guarded.Route(route), why));
        }

        @Override
        public void halfOpened() {
            // Trials are no news: either they go well, or it is open as before.
        }

        @Override
        public void closed() {
            LOG.log(Level.INFO, "route " + route + ": its circuit breaker has closed");
            events.tell(new ProxyEvent.BreakerClosed(new ProxyEvent.Guarded.Route(route)));
        }
    }
}
