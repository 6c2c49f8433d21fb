package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.RouteSettings;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.ExchangeObserver;
import io.zentinelproxy.core.filter.RouteFilterSource;
import io.zentinelproxy.core.filter.RouteStep;
import io.zentinelproxy.core.filter.RouteSteps;
import io.zentinelproxy.core.observe.Metrics;
import io.zentinelproxy.core.observe.ProxyEvents;
import io.zentinelproxy.inference.keys.KeyFile;
import io.zentinelproxy.inference.keys.KeyFileException;
import io.zentinelproxy.inference.keys.KeyWatch;
import io.zentinelproxy.inference.ledger.Ledger;
import io.zentinelproxy.inference.ledger.LedgerClock;
import io.zentinelproxy.inference.ledger.LedgerSettings;
import io.zentinelproxy.inference.tokens.Calibrations;
import io.zentinelproxy.inference.tokens.PromptCounter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All routes that serve models, over reloads. Made, enforced and closed by who starts and reloads the program; observes on any thread. */
public final class Gateway implements RouteFilterSource, ExchangeObserver, AutoCloseable {
    private static final Duration SETTLING = Duration.ofSeconds(1);

    private final Calibrations calibrations = new Calibrations();
    private final PromptCounter counter = new PromptCounter(calibrations);
    private final ModelCounts counts = new ModelCounts();
    private final KeyWatch watch = new KeyWatch();
    private final BudgetAlerts alerts;

    /** Of the books in place of the usual one; null for that. */
    private final @Nullable LedgerClock clock;

    /** Of the configuration in force. */
    private @Nullable KeyFile keys;

    private volatile @Nullable Books books;

    /** Of the configuration that is being made. */
    private @Nullable KeyFile nextKeys;

    private @Nullable Books nextBooks;

    /** A ledger as it was asked for. */
    private record Books(LedgerSettings settings, Ledger ledger) {}

    /** @param events who is told that a budget is nearly used up */
    public Gateway(ProxyEvents events) {
        this(events, null);
    }

    Gateway(ProxyEvents events, @Nullable LedgerClock clock) {
        alerts = new BudgetAlerts(events);
        this.clock = clock;
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
        if (settings.isLimitedInMoney() && settings.prices() == null && gateway.prices() == null) {
            throw new IOException(
                    "route " + route.id() + " has a budget of money, and no `cost-attribution` says what models cost");
        }
        nextKeys = keysOf(gateway.keysFile());
        Parts parts =
                new Parts(booksOf(gateway.ledger()).ledger(), isOpen(gateway.ledger()), calibrations, counter, counts);
        ModelRoute steps = new ModelRoute(new RoutePlan(route, settings, gateway, nextKeys, parts));
        return new RouteSteps(
                List.of(new RouteStep(steps, steps, null, steps)), Map.of(), steps, steps.upstreams(), steps);
    }

    private static boolean isOpen(LedgerSettings settings) {
        return settings instanceof LedgerSettings.Redis redis && redis.fallback() == LedgerSettings.Fallback.OPEN;
    }

    /** Those in force where they are asked for as before: what was used is not forgotten. */
    private Books booksOf(LedgerSettings settings) throws IOException {
        for (Books known : new @Nullable Books[] {nextBooks, books}) {
            if (known != null && known.settings.equals(settings)) {
                nextBooks = known;
                return known;
            }
        }
        Books made = new Books(settings, clock == null ? settings.open(alerts) : settings.open(alerts, clock));
        nextBooks = made;
        return made;
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
        retired(books, nextBooks);
        books = nextBooks;
        nextBooks = null;
        if (file != null) {
            file.reload();
        }
        watch.follow(file == null ? List.of() : List.of(file));
    }

    @Override
    public void abandoned() {
        nextKeys = null;
        retired(nextBooks, books);
        nextBooks = null;
    }

    /** Requests under way still settle in books that others have taken the place of. */
    private static void retired(@Nullable Books left, @Nullable Books inForce) {
        if (left != null && left != inForce) {
            Thread.ofVirtual().name("zentinel-books").start(() -> closeWhenSettled(left.ledger));
        }
    }

    private static void closeWhenSettled(Ledger ledger) {
        try {
            // Ends with the leases at the latest.
            while (ledger.totals().open() > 0) {
                Thread.sleep(SETTLING);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            ledger.close();
        }
    }

    @Override
    public void finished(Exchange exchange) {
        if (exchange.findings().model() instanceof ModelExchange state) {
            state.finished();
        }
    }

    /** Tells of what models have used. */
    public void tellOf(Metrics metrics) {
        metrics.tell(counts::tell);
        metrics.tell(alerts::tell);
    }

    @Override
    public void close() {
        watch.close();
        Books open = books;
        if (open != null) {
            open.ledger.close();
        }
    }
}
