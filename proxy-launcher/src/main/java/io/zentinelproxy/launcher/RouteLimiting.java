package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.RouteSettings;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.ExchangeObserver;
import io.zentinelproxy.core.filter.RouteFilterSource;
import io.zentinelproxy.core.filter.RouteSteps;
import io.zentinelproxy.core.observe.Metrics;
import io.zentinelproxy.security.ratelimit.LimiterState;
import io.zentinelproxy.security.ratelimit.RateLimits;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rate limits, which are made when the first configuration has one. Belongs to who starts and reloads; observes on any thread. */
final class RouteLimiting implements RouteFilterSource, ExchangeObserver {
    private volatile @Nullable RateLimits limits;
    private @Nullable Metrics metrics;

    @Override
    public RouteSteps stepsOf(RouteSettings route, Configuration configuration) throws IOException {
        RateLimits there = limits;
        if (there == null) {
            if (!RateLimits.isAskedForBy(route, configuration)) {
                return RouteSteps.NONE;
            }
            there = new RateLimits();
            limits = there;
            if (metrics != null) {
                there.tellOf(metrics);
            }
        }
        return there.stepsOf(route, configuration);
    }

    @Override
    public void enforced() {
        RateLimits there = limits;
        if (there != null) {
            there.enforced();
        }
    }

    @Override
    public void abandoned() {
        RateLimits there = limits;
        if (there != null) {
            there.abandoned();
        }
    }

    @Override
    public void finished(Exchange exchange) {
        RateLimits there = limits;
        if (there != null) {
            there.finished(exchange);
        }
    }

    void tellOf(Metrics of) {
        metrics = of;
        RateLimits there = limits;
        if (there != null) {
            there.tellOf(of);
        }
    }

    List<LimiterState> states() {
        RateLimits there = limits;
        return there == null ? List.of() : there.limiters();
    }
}
