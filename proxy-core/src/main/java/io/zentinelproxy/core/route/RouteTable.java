package io.zentinelproxy.core.route;

import io.zentinelproxy.core.config.RouteSettings;
import io.zentinelproxy.core.http.RequestHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Routes in the order in which they are tried: the nearest scope first, then priority, then how specific their conditions are, then their
 * order in the configuration. Sorted and indexed once, when the configuration loads. Immutable; any thread.
 */
public final class RouteTable {
    private final List<Route> routes;

    private final Map<String, Route> byId;

    /** In the order of the configuration; of a part, those that belong to it. */
    private final RouteMatcher[] matchers;

    private final RouteIndex index;

    /** All routes of a configuration, which get their numbers here. */
    public RouteTable(List<RouteSettings> settings) {
        List<RouteMatcher> made = new ArrayList<>();
        List<Route> facts = new ArrayList<>();
        for (RouteSettings one : settings) {
            Route route = new Route(facts.size(), one.id(), one.upstream());
            facts.add(route);
            made.add(new RouteMatcher(route, one.priority(), one.matches()));
        }
        routes = List.copyOf(facts);
        byId = routes.stream().collect(Collectors.toMap(Route::routeId, route -> route));
        matchers = made.toArray(RouteMatcher[]::new);
        index = new RouteIndex(ordered(matchers, number -> 0));
    }

    private RouteTable(RouteTable whole, RouteMatcher[] matchers, IntUnaryOperator scope) {
        routes = whole.routes;
        byId = whole.byId;
        this.matchers = matchers;
        index = new RouteIndex(ordered(matchers, scope));
    }

    /**
     * A table of some of these routes, as one listener has it; they keep their numbers.
     *
     * @param included by number
     * @param scope by number: a route of a higher scope is tried before all of a lower one, whatever their priorities
     */
    public RouteTable only(IntPredicate included, IntUnaryOperator scope) {
        RouteMatcher[] part = Arrays.stream(matchers)
                .filter(matcher -> included.test(matcher.route().number()))
                .toArray(RouteMatcher[]::new);
        return new RouteTable(this, part, scope);
    }

    /** Which of two is tried later. */
    private static int compare(RouteMatcher one, RouteMatcher other, IntUnaryOperator scope) {
        int scopes = Integer.compare(
                scope.applyAsInt(one.route().number()),
                scope.applyAsInt(other.route().number()));
        int priorities = Integer.compare(one.priority(), other.priority());
        return scopes != 0
                ? scopes
                : priorities != 0 ? priorities : Integer.compare(one.specificity(), other.specificity());
    }

    private static RouteMatcher[] ordered(RouteMatcher[] matchers, IntUnaryOperator scope) {
        RouteMatcher[] ordered = matchers.clone();
        // A stable sort: what is equal stays in the order of the configuration.
        Arrays.sort(ordered, (one, other) -> compare(other, one, scope));
        return ordered;
    }

    /** All routes of the configuration by their number, also those that a part leaves out. */
    public List<Route> routes() {
        return routes;
    }

    /** The route with this id, which the configuration has. */
    public Route byId(String id) {
        return Objects.requireNonNull(byId.get(id), "there is no such route");
    }

    /** The route with this id, or null. */
    public @Nullable Route find(String id) {
        return byId.get(id);
    }

    /** The first route whose conditions all hold, or null. */
    public @Nullable Route match(RequestHead head) {
        RouteMatcher found = index.find(head);
        return found == null ? null : found.route();
    }
}
