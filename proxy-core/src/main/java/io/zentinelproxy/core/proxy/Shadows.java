package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.config.RouteSettings;
import io.zentinelproxy.core.config.ShadowSettings;
import io.zentinelproxy.core.exchange.RequestPlaces;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.upstream.Upstream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the shadows of a configuration's routes. Used while it loads, by one thread. */
final class Shadows {
    /** Of the connections to one target: the others are left to requests of clients. */
    private static final int SHARE_OF_CONNECTIONS = 2;

    private final Upstreams upstreams;
    private final Subrequests subrequests;
    private final HoldBudget budget;
    private final Sweep sweep;

    /** By upstream: those of all routes that are mirrored to it. */
    private final Map<String, RequestPlaces> places = new HashMap<>();

    Shadows(Upstreams upstreams, Subrequests subrequests, HoldBudget budget, Sweep sweep) {
        this.upstreams = upstreams;
        this.subrequests = subrequests;
        this.budget = budget;
        this.sweep = sweep;
    }

    /** Null where the route's requests are not mirrored. */
    @Nullable
    Shadow of(RouteSettings route) {
        ShadowSettings settings = route.shadow();
        if (settings == null) {
            return null;
        }
        Upstream upstream = upstreams.get(settings.upstream());
        int most = Math.max(1, upstream.settings().pool().maxConnections() / SHARE_OF_CONNECTIONS);
        RequestPlaces ofUpstream = places.computeIfAbsent(settings.upstream(), id -> new RequestPlaces(most));
        return new Shadow(route.id(), settings, upstream, ofUpstream, subrequests, budget, sweep);
    }
}
