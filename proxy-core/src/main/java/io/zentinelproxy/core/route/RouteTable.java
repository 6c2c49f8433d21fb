package io.zentinelproxy.core.route;

import io.zentinelproxy.core.config.RouteSettings;
import io.zentinelproxy.core.http.RequestHead;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All routes in the order in which they are tried: priority first, then how specific their conditions are, then their order in the
 * configuration. Sorted once, when the configuration loads. Immutable.
 */
public final class RouteTable {
    private final RouteMatcher[] ordered;
    private final List<Route> routes;

    public RouteTable(List<RouteSettings> settings) {
        List<RouteMatcher> matchers = new ArrayList<>();
        List<Route> facts = new ArrayList<>();
        for (RouteSettings one : settings) {
            Route route = new Route(facts.size(), one.id(), one.upstream());
            facts.add(route);
            matchers.add(new RouteMatcher(route, one.priority(), one.matches()));
        }
        matchers.sort(Comparator.comparingInt(RouteMatcher::priority)
                .thenComparingInt(RouteMatcher::specificity)
                .reversed());
        ordered = matchers.toArray(RouteMatcher[]::new);
        routes = List.copyOf(facts);
    }

    /** Routes by their number. */
    public List<Route> routes() {
        return routes;
    }

    /** The route with this id, which the configuration has. */
    public Route byId(String id) {
        return routes.stream()
                .filter(route -> route.routeId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** The first route whose conditions all hold, or null. */
    public @Nullable Route match(RequestHead head) {
        for (RouteMatcher matcher : ordered) {
            if (matcher.matches(head)) {
                return matcher.route();
            }
        }
        return null;
    }
}
