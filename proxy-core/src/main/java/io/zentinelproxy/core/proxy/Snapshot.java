package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.answer.BuiltinHandlers;
import io.zentinelproxy.core.answer.ErrorPages;
import io.zentinelproxy.core.answer.ServerFacts;
import io.zentinelproxy.core.config.BreakerSettings;
import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.FallbackSettings;
import io.zentinelproxy.core.config.FilterSettings;
import io.zentinelproxy.core.config.LimitSettings;
import io.zentinelproxy.core.config.ListenerSettings;
import io.zentinelproxy.core.config.PolicySettings;
import io.zentinelproxy.core.config.RetrySettings;
import io.zentinelproxy.core.config.RouteSettings;
import io.zentinelproxy.core.config.ServiceSettings;
import io.zentinelproxy.core.config.WebSocketSettings;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.RequestPlaces;
import io.zentinelproxy.core.filter.FilterCompiler;
import io.zentinelproxy.core.filter.RouteFilterSource;
import io.zentinelproxy.core.filter.RouteSteps;
import io.zentinelproxy.core.observe.EventLog;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.core.retry.RetryPolicy;
import io.zentinelproxy.core.route.Route;
import io.zentinelproxy.core.route.RouteTable;
import io.zentinelproxy.core.upstream.AttemptLimits;
import io.zentinelproxy.core.upstream.Upstream;
import io.zentinelproxy.core.upstream.health.Breaker;
import io.zentinelproxy.core.websocket.WebSocketRoute;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A configuration compiled for the walk: a plan for each route. Immutable; a request keeps the one it began with. What is alive is
 * carried over from the one before by the ids of routes and upstreams.
 */
final class Snapshot {
    private final RouteTable routes;

    /** By route number: the namespace, or null. */
    private final @Nullable String[] namespaces;

    private final Upstreams upstreams;
    private final RouteBreakers breakers;
    private final ErrorPages errorPages;

    /** By route number. */
    private final RoutePlan[] plans;

    /** @param before the one in force, or null */
    Snapshot(
            Configuration configuration,
            Upstreams upstreams,
            ServerFacts server,
            EventLog log,
            Commons commons,
            @Nullable Snapshot before,
            Transition transition)
            throws IOException {
        this.upstreams = upstreams;
        breakers = new RouteBreakers(
                before == null ? null : before.breakers,
                commons.sweep(),
                commons.limits().events());
        SharedLimits limits = commons.limits();
        Shadows shadows = new Shadows(upstreams, limits.subrequests(), limits.held(), commons.sweep());
        routes = new RouteTable(configuration.routes());
        namespaces =
                configuration.routes().stream().map(RouteSettings::namespace).toArray(String[]::new);
        errorPages = ErrorPages.of(configuration.errorPages());
        plans = new RoutePlan[configuration.routes().size()];
        List<Upstream> all = upstreams.all();
        for (RouteFilterSource source : commons.plugs().routes()) {
            transition.ifAbandoned(source::abandoned);
            transition.atSwap(source::enforced);
        }
        for (RouteSettings settings : configuration.routes()) {
            Route route = routes.byId(settings.id());
            RoutePlan known = before == null ? null : before.find(settings.id());
            List<RouteSteps> steps = steps(settings, configuration, commons.plugs());
            plans[route.number()] = new RoutePlan(
                    route,
                    FilterCompiler.compile(settings, log, commons.tlsMembers(), steps, limits.codecs()),
                    service(settings, steps, all, server, commons, known, transition),
                    errorPages.ofRoute(settings.errorPages(), settings.serviceFormat()),
                    maxBodyOctets(settings.policies(), configuration.limits()),
                    RoutePlan.Holding.of(
                            settings.policies(), configuration.limits().maxHeldOctets()),
                    webSockets(settings, commons, known),
                    places(configuration.limits().requests().ofRoute(), known, transition),
                    shadows.of(settings),
                    first(steps, RouteSteps::content),
                    first(steps, RouteSteps::voice));
        }
    }

    private static <T> @Nullable T first(List<RouteSteps> steps, Function<RouteSteps, @Nullable T> part) {
        for (RouteSteps one : steps) {
            T found = part.apply(one);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static List<RouteSteps> steps(RouteSettings route, Configuration configuration, Plugs plugs)
            throws IOException {
        List<RouteSteps> steps = new ArrayList<>();
        for (RouteFilterSource source : plugs.routes()) {
            steps.add(source.stepsOf(route, configuration));
        }
        return steps;
    }

    private @Nullable RoutePlan find(String routeId) {
        Route route = routes.find(routeId);
        return route == null ? null : plans[route.number()];
    }

    /** Requests under way hold places of a route; they are counted together with those that come. */
    private static RequestPlaces places(int most, @Nullable RoutePlan before, Transition transition) {
        if (before == null) {
            return new RequestPlaces(most);
        }
        RequestPlaces places = before.places();
        transition.atSwap(() -> places.most(most));
        return places;
    }

    private static @Nullable WebSocketRoute webSockets(
            RouteSettings route, Commons commons, @Nullable RoutePlan before) {
        WebSocketSettings settings = route.webSocket();
        return settings == null
                ? null
                : new WebSocketRoute(settings, commons.tunnels(), before == null ? null : before.webSockets());
    }

    private static long maxBodyOctets(PolicySettings policies, LimitSettings limits) {
        Long own = policies.maxBodyOctets();
        return own == null ? limits.maxBodyOctets() : own;
    }

    private RouteService service(
            RouteSettings route,
            List<RouteSteps> steps,
            List<Upstream> all,
            ServerFacts server,
            Commons commons,
            @Nullable RoutePlan before,
            Transition transition) {
        if (route.service() instanceof ServiceSettings.Builtin builtin) {
            return new BuiltinService(BuiltinHandlers.of(builtin.handler(), server, all));
        }
        Upstream upstream = upstreams.get(route.upstream());
        RetryPolicy retry = retry(route.retry(), upstream, before);
        FallbackSettings fallback = route.fallback();
        BreakerSettings breaker = route.breaker();
        Breaker asked = breaker == null ? null : breakers.of(route.id(), breaker, transition);
        Map<String, Way> others = new HashMap<>();
        for (RouteSteps one : steps) {
            for (String id : one.upstreams()) {
                others.put(id, way(upstreams.get(id), route, retry).guardedBy(asked));
            }
        }
        return new UpstreamService(
                way(upstream, route, retry).guardedBy(asked),
                others,
                fallback == null ? null : fallback(fallback, route, retry),
                commons.limits().held());
    }

    /** One whose settings are what they were goes on with its budget and its counts. */
    private static @Nullable RetryPolicy retry(
            @Nullable RetrySettings settings, Upstream upstream, @Nullable RoutePlan before) {
        if (settings == null) {
            return null;
        }
        RetryPolicy known =
                before != null && before.service() instanceof UpstreamService service ? service.retry() : null;
        return known != null && known.isBy(settings) ? known : new RetryPolicy(settings, upstream.now());
    }

    private static Way way(Upstream upstream, RouteSettings route, @Nullable RetryPolicy retry) {
        FilterSettings.Timeout times = route.timeouts();
        AttemptLimits limits =
                AttemptLimits.of(upstream.settings().timeouts(), times.request(), times.connect(), times.upstream());
        return Way.of(upstream, limits, retry);
    }

    private FallbackPlan fallback(FallbackSettings settings, RouteSettings route, @Nullable RetryPolicy retry) {
        List<FallbackPlan.Other> others = settings.upstreams().stream()
                .map(target -> new FallbackPlan.Other(
                        way(upstreams.get(target.upstream()), route, retry), target.skipIfUnhealthy()))
                .toList();
        return new FallbackPlan(settings, others, route.timeouts().request());
    }

    /** All of them. */
    RouteTable routes() {
        return routes;
    }

    /** How errors of requests are told that have no route. */
    ErrorPages errorPages() {
        return errorPages;
    }

    /** The routes that a listener serves: those of its namespace, or all, and then those of namespaces first. */
    RouteTable routesOf(ListenerSettings listener) {
        String only = listener.namespace();
        return routes.only(
                number -> only == null || only.equals(namespaces[number]),
                number -> namespaces[number] == null ? 0 : 1);
    }

    RoutePlan plan(Exchange.RouteFacts route) {
        return plans[route.number()];
    }

    Upstreams upstreams() {
        return upstreams;
    }

    void tell(Told.Tellers tellers) {
        tellers.add(this, figures -> {
            for (RoutePlan plan : plans) {
                figures.put(
                        Reading.FILTERS_SKIPPED,
                        plan.filters().skipped(),
                        plan.route().routeId());
            }
        });
        for (RoutePlan plan : plans) {
            if (plan.service() instanceof UpstreamService service) {
                SecondTries.tell(tellers, service, plan.route().routeId());
            }
            WebSocketRoute sockets = plan.webSockets();
            if (sockets != null) {
                // Its counts are carried over, and so tell for all who share them.
                tellers.add(
                        sockets.fromClients(), new RouteReadings(plan.route().routeId(), sockets));
            }
        }
        breakers.byRoute()
                .forEach((route, breaker) ->
                        tellers.add(breaker, figures -> TargetReadings.tell(figures, breaker, route)));
        upstreams.tell(tellers);
    }
}
