package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.RouteSettings;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.ExchangeObserver;
import io.zentinelproxy.core.filter.RouteFilterSource;
import io.zentinelproxy.core.filter.RouteStep;
import io.zentinelproxy.core.filter.RouteSteps;
import io.zentinelproxy.core.observe.Metrics;
import io.zentinelproxy.inference.keys.KeyFile;
import io.zentinelproxy.inference.keys.KeyFileException;
import io.zentinelproxy.inference.keys.KeyWatch;
import io.zentinelproxy.inference.ledger.Alerts;
import io.zentinelproxy.inference.ledger.LedgerClock;
import io.zentinelproxy.inference.ledger.MemoryLedger;
import io.zentinelproxy.inference.tokens.Calibrations;
import io.zentinelproxy.inference.tokens.PromptCounter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All routes that serve models, over reloads. Made, enforced and closed by who starts and reloads the program; observes on any thread. */
public final class Gateway implements RouteFilterSource, ExchangeObserver, AutoCloseable {
    private final Parts parts;
    private final KeyWatch watch = new KeyWatch();

    /** Of the configuration in force. */
    private @Nullable KeyFile keys;

    /** Of the configuration that is being made. */
    private @Nullable KeyFile nextKeys;

    public Gateway() {
        Calibrations calibrations = new Calibrations();
        parts = new Parts(
                MemoryLedger.open(LedgerClock.system(), Alerts.none(), MemoryLedger.LEASE, MemoryLedger.MOST_HOLDERS),
                calibrations,
                new PromptCounter(calibrations),
                new ModelCounts());
    }

    /** Whether this route serves models. */
    public static boolean isAskedForBy(RouteSettings route) {
        return route.module(ModelRouteSettings.class) != null;
    }

    @Override
    public RouteSteps stepsOf(RouteSettings route, Configuration configuration) throws IOException {
        ModelRouteSettings settings = route.module(ModelRouteSettings.class);
        if (settings == null) {
            return RouteSteps.NONE;
        }
        GatewaySettings all = configuration.module(GatewaySettings.class);
        GatewaySettings gateway = all == null ? GatewaySettings.NONE : all;
        nextKeys = keysOf(gateway.keysFile());
        ModelRoute steps = new ModelRoute(new RoutePlan(route, settings, gateway, nextKeys, parts));
        return new RouteSteps(
                List.of(new RouteStep(steps, steps, null, steps)), Map.of(), steps, steps.upstreams(), steps);
    }

    private @Nullable KeyFile keysOf(@Nullable Path file) throws IOException {
        for (KeyFile known : new @Nullable KeyFile[] {nextKeys, keys}) {
            if (known != null && known.file().equals(file)) {
                return known;
            }
        }
        try {
            return file == null ? null : KeyFile.open(file);
        } catch (KeyFileException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void enforced() {
        KeyFile file = nextKeys;
        keys = file;
        nextKeys = null;
        if (file != null) {
            file.reload();
        }
        watch.follow(file == null ? List.of() : List.of(file));
    }

    @Override
    public void abandoned() {
        nextKeys = null;
    }

    @Override
    public void finished(Exchange exchange) {
        if (exchange.findings().model() instanceof ModelExchange state) {
            state.finished();
        }
    }

    /** Tells of what models have used. */
    public void tellOf(Metrics metrics) {
        metrics.tell(parts.counts()::tell);
    }

    @Override
    public void close() {
        watch.close();
        parts.ledger().close();
    }
}
