package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.route.Route;
import io.zentinelproxy.core.route.RouteTable;
import io.zentinelproxy.core.upstream.Resolver;
import io.zentinelproxy.core.upstream.Upstream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A configuration compiled for the walk: routes in order, each with its upstream. Immutable; a request keeps the one it began with. */
final class Snapshot implements AutoCloseable {
    private final RouteTable routes;
    private final List<Upstream> upstreams;

    /** By route number. */
    private final Upstream[] byRoute;

    Snapshot(Configuration configuration, Resolver resolver, Sweep sweep, BulkBuffers bulk) {
        routes = new RouteTable(configuration.routes());
        Map<String, Upstream> byId = new LinkedHashMap<>();
        for (UpstreamSettings settings : configuration.upstreams()) {
            byId.put(settings.id(), new Upstream(settings, resolver, sweep, bulk));
        }
        upstreams = List.copyOf(byId.values());
        byRoute = routes.routes().stream()
                .map(route -> byId.get(route.upstreamId()))
                .toArray(Upstream[]::new);
    }

    RouteTable routes() {
        return routes;
    }

    Upstream upstream(Route route) {
        return byRoute[route.number()];
    }

    List<Upstream> upstreams() {
        return upstreams;
    }

    @Override
    public void close() {
        upstreams.forEach(Upstream::close);
    }
}
