package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.Extension;
import io.zentinelproxy.core.config.ListenerSettings;
import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.net.ConnectionFilter;
import io.zentinelproxy.core.observe.Metrics;
import io.zentinelproxy.core.observe.ProxyEvents;
import io.zentinelproxy.core.proxy.ConnectionFilterSource;
import io.zentinelproxy.core.proxy.Plugs;
import io.zentinelproxy.inference.gateway.GatewayBlock;
import io.zentinelproxy.inference.gateway.ModelRouteBlock;
import io.zentinelproxy.security.access.GeoType;
import io.zentinelproxy.security.access.ReputationType;
import io.zentinelproxy.security.gate.Gate;
import io.zentinelproxy.security.gate.GateBlock;
import io.zentinelproxy.security.ratelimit.RateLimitType;
import io.zentinelproxy.security.ratelimit.RateLimitsBlock;
import io.zentinelproxy.security.ratelimit.RoutePolicyBlock;
import io.zentinelproxy.security.redis.RedisScripts;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the modules add to core. A configuration without any of their blocks loads nothing of them. */
public final class Modules implements AutoCloseable {
    /** The blocks that they read, and the types of filter that they have. */
    public static final List<Extension> BLOCKS = List.of(
            new GateBlock(),
            new RateLimitType(),
            new RoutePolicyBlock(),
            new RateLimitsBlock(),
            new GeoType(),
            new ReputationType(),
            new GatewayBlock(RedisScripts.TYPE),
            new ModelRouteBlock());

    private final Gates gates = new Gates();
    private final RouteLimiting limits = new RouteLimiting();
    private final RouteAccess access = new RouteAccess();
    private final ModelRoutes models = new ModelRoutes();

    /** The gate, which is made when the first configuration has a listener that asks for it. Belongs to who starts and reloads. */
    private static final class Gates implements ConnectionFilterSource {
        private @Nullable Gate gate;
        private @Nullable Metrics metrics;

        @Override
        public List<ConnectionFilter> filtersOf(ListenerSettings listener) throws IOException {
            if (gate == null && listener.modules().isEmpty()) {
                return List.of();
            }
            return gate().filtersOf(listener);
        }

        private Gate gate() {
            Gate there = gate;
            if (there == null) {
                there = new Gate();
                gate = there;
                if (metrics != null) {
                    there.tellOf(metrics);
                }
            }
            return there;
        }

        @Override
        public void enforced() {
            if (gate != null) {
                gate.enforced();
            }
        }

        @Override
        public void abandoned() {
            if (gate != null) {
                gate.abandoned();
            }
        }

        void tellOf(Metrics of) {
            metrics = of;
            if (gate != null) {
                gate.tellOf(of);
            }
        }
    }

    Plugs plugs() {
        return new Plugs(List.of(models, limits), List.of(gates))
                .onRoutes(List.of(limits, access, models))
                .telling(Map.of("limits", query -> limits(), "inference", models::page));
    }

    void tellOf(Metrics metrics, ProxyEvents events) {
        gates.tellOf(metrics);
        access.tellOf(metrics);
        limits.tellOf(metrics);
        models.tellOf(metrics, events);
    }

    /** What the admin server shows of modules, by path: the text for a query. */
    Map<String, UnaryOperator<String>> pages() {
        return Map.of(
                "/limits",
                query -> Json.text(limits()) + "\n",
                "/inference",
                query -> Json.text(models.page(query)) + "\n");
    }

    /** The rate limiters of the configuration in force, as they are now. */
    JsonObject limits() {
        return LimitFigures.of(limits.states());
    }

    /** Once the proxy serves nobody any more. */
    @Override
    public void close() {
        models.close();
    }
}
