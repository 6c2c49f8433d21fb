package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.RouteSettings;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.ExchangeObserver;
import io.zentinelproxy.core.filter.RouteFilterSource;
import io.zentinelproxy.core.filter.RouteSteps;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.observe.Metrics;
import io.zentinelproxy.core.observe.ProxyEvents;
import io.zentinelproxy.inference.gateway.Gateway;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The gateway to models, which is made when the first configuration has a route to one. Belongs to who starts and reloads; observes on any thread. */
final class ModelRoutes implements RouteFilterSource, ExchangeObserver, AutoCloseable {
    private volatile @Nullable Gateway gateway;
    private @Nullable Metrics metrics;
    private volatile ProxyEvents events = ProxyEvents.NONE;

    @Override
    public RouteSteps stepsOf(RouteSettings route, Configuration configuration) throws IOException {
        Gateway there = gateway;
        if (there == null) {
            if (!Gateway.isAskedForBy(route)) {
                return RouteSteps.NONE;
            }
            there = new Gateway(event -> events.tell(event));
            gateway = there;
            if (metrics != null) {
                there.tellOf(metrics);
            }
        }
        return there.stepsOf(route, configuration);
    }

    @Override
    public void enforced() {
        Gateway there = gateway;
        if (there != null) {
            there.enforced();
        }
    }

    @Override
    public void abandoned() {
        Gateway there = gateway;
        if (there != null) {
            there.abandoned();
        }
    }

    @Override
    public void finished(Exchange exchange) {
        Gateway there = gateway;
        if (there != null) {
            there.finished(exchange);
        }
    }

    /** What is known of models, budgets and keys now. */
    JsonObject page(String query) {
        Gateway there = gateway;
        return there == null ? JsonObject.empty() : there.page(query);
    }

    /** @param about who is told that budgets are nearly used up */
    void tellOf(Metrics of, ProxyEvents about) {
        events = about;
        metrics = of;
        Gateway there = gateway;
        if (there != null) {
            there.tellOf(of);
        }
    }

    /** What requests have used is told to the books, wherever these are. */
    @Override
    public void close() {
        Gateway there = gateway;
        if (there != null) {
            there.close();
        }
    }
}
