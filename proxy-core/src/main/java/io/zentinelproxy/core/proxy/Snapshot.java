package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.answer.BuiltinHandlers;
import io.zentinelproxy.core.answer.ErrorPages;
import io.zentinelproxy.core.answer.ServerFacts;
import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.bytes.HoldBudget;
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
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.config.WebSocketSettings;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.RequestPlaces;
import io.zentinelproxy.core.filter.FilterCompiler;
import io.zentinelproxy.core.http2.Http2Shared;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.observe.EventLog;
import io.zentinelproxy.core.observe.TlsMembers;
import io.zentinelproxy.core.retry.RetryPolicy;
import io.zentinelproxy.core.route.Route;
import io.zentinelproxy.core.route.RouteTable;
import io.zentinelproxy.core.upstream.AttemptLimits;
import io.zentinelproxy.core.upstream.Upstream;
import io.zentinelproxy.core.upstream.UpstreamBounds;
import io.zentinelproxy.core.upstream.dns.Resolver;
import io.zentinelproxy.core.websocket.Tunnels;
import io.zentinelproxy.core.websocket.WebSocketRoute;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A configuration compiled for the walk: a plan for each route. Immutable; a request keeps the one it began with. */
final class Snapshot implements AutoCloseable {
    private final RouteTable routes;

    /** By route number: the namespace, or null. */
    private final @Nullable String[] namespaces;

    private final List<Upstream> upstreams;

    private final ErrorPages errorPages;
    private final RouteBreakers breakers;

    /** By route number. */
    private final RoutePlan[] plans;

    Snapshot(
            Configuration configuration,
            ServerFacts server,
            UpstreamEncryption encryption,
            Resolver resolver,
            Sweep sweep,
            BulkBuffers bulk,
            Http2Shared http2,
            EventLog log,
            TlsMembers tls,
            Tunnels tunnels,
            SharedLimits shared,
            @Nullable RouteBreakers breakersBefore) {
        breakers = new RouteBreakers(breakersBefore, sweep, shared.events());
        routes = new RouteTable(configuration.routes());
        namespaces =
                configuration.routes().stream().map(RouteSettings::namespace).toArray(String[]::new);
        Map<String, Upstream> byId = new LinkedHashMap<>();
        UpstreamBounds bounds = new UpstreamBounds(
                configuration.limits().connections().idleOfUpstream(),
                shared.waiting(),
                shared.held(),
                shared.checks(),
                shared.events());
        for (UpstreamSettings settings : configuration.upstreams()) {
            byId.put(
                    settings.id(),
                    new Upstream(settings, encryption.of(settings), resolver, sweep, bulk, http2, bounds));
        }
        upstreams = List.copyOf(byId.values());
        errorPages = ErrorPages.of(configuration.errorPages());
        Shadows shadows = new Shadows(byId, shared.subrequests(), shared.held(), sweep);
        plans = plans(configuration, byId, server, log, tls, tunnels, shared.held(), shadows);
    }

    private RoutePlan[] plans(
            Configuration configuration,
            Map<String, Upstream> byId,
            ServerFacts server,
            EventLog log,
            TlsMembers tls,
            Tunnels tunnels,
            HoldBudget budget,
            Shadows shadows) {
        RoutePlan[] made = new RoutePlan[configuration.routes().size()];
        for (RouteSettings settings : configuration.routes()) {
            Route route = routes.byId(settings.id());
            made[route.number()] = new RoutePlan(
                    route,
                    FilterCompiler.compile(settings, log, tls),
                    service(settings, byId, server, budget),
                    errorPages.ofRoute(settings.errorPages(), settings.serviceFormat()),
                    maxBodyOctets(settings.policies(), configuration.limits()),
                    RoutePlan.Holding.of(
                            settings.policies(), configuration.limits().maxHeldOctets()),
                    webSockets(settings, tunnels),
                    new RequestPlaces(configuration.limits().requests().ofRoute()),
                    shadows.of(settings));
        }
        return made;
    }

    private static @Nullable WebSocketRoute webSockets(RouteSettings route, Tunnels tunnels) {
        WebSocketSettings settings = route.webSocket();
        return settings == null ? null : new WebSocketRoute(settings, tunnels);
    }

    private static long maxBodyOctets(PolicySettings policies, LimitSettings limits) {
        Long own = policies.maxBodyOctets();
        return own == null ? limits.maxBodyOctets() : own;
    }

    private RouteService service(
            RouteSettings route, Map<String, Upstream> byId, ServerFacts server, HoldBudget budget) {
        if (route.service() instanceof ServiceSettings.Builtin builtin) {
            return new BuiltinService(BuiltinHandlers.of(builtin.handler(), server, upstreams));
        }
        Upstream upstream = Objects.requireNonNull(byId.get(Objects.requireNonNull(route.upstream())));
        RetrySettings settings = route.retry();
        RetryPolicy retry = settings == null ? null : new RetryPolicy(settings, upstream.now());
        BreakerSettings breaker = route.breaker();
        Way own = way(upstream, route, retry)
                .guardedBy(breaker == null ? null : breakers.of(route.id(), breaker));
        FallbackSettings fallback = route.fallback();
        return new UpstreamService(own, fallback == null ? null : fallback(fallback, route, byId, retry), budget);
    }

    private static Way way(Upstream upstream, RouteSettings route, @Nullable RetryPolicy retry) {
        FilterSettings.Timeout times = route.timeouts();
        AttemptLimits limits =
                AttemptLimits.of(upstream.settings().timeouts(), times.request(), times.connect(), times.upstream());
        return Way.of(upstream, limits, retry);
    }

    private static FallbackPlan fallback(
            FallbackSettings settings, RouteSettings route, Map<String, Upstream> byId, @Nullable RetryPolicy retry) {
        List<FallbackPlan.Other> others = settings.upstreams().stream()
                .map(target -> new FallbackPlan.Other(
                        way(Objects.requireNonNull(byId.get(target.upstream())), route, retry),
                        target.skipIfUnhealthy()))
                .toList();
        return new FallbackPlan(settings, others, route.timeouts().request());
    }

    /** Those of its routes. */
    RouteBreakers breakers() {
        return breakers;
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

    List<Upstream> upstreams() {
        return upstreams;
    }

    @Override
    public void close() {
        upstreams.forEach(Upstream::close);
    }
}
