package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.RouteSettings;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.ExchangeObserver;
import io.zentinelproxy.core.filter.RouteFilterSource;
import io.zentinelproxy.core.filter.RouteStep;
import io.zentinelproxy.core.filter.RouteSteps;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.observe.Figures;
import io.zentinelproxy.core.observe.Metrics;
import io.zentinelproxy.core.observe.ProxyEvents;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.inference.keys.KeyFile;
import io.zentinelproxy.inference.keys.KeyFileException;
import io.zentinelproxy.inference.keys.KeyWatch;
import io.zentinelproxy.inference.ledger.Ledger;
import io.zentinelproxy.inference.ledger.LedgerClock;
import io.zentinelproxy.inference.ledger.LedgerSettings;
import io.zentinelproxy.inference.ledger.LedgerTotals;
import io.zentinelproxy.inference.limits.EstimationMethod;
import io.zentinelproxy.inference.tokens.Calibrations;
import io.zentinelproxy.inference.tokens.PromptCounter;
import io.zentinelproxy.inference.tokens.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** All routes that serve models, over reloads. Made, enforced and closed by who starts and reloads the program; observes on any thread. */
public final class Gateway implements RouteFilterSource, ExchangeObserver, AutoCloseable {
    private static final Reading KEY_FILE_FAILURES = Reading.counter(
            "zentinel_inference_key_file_failures_total",
            "Times that the file of virtual keys had changed and was wrong: the keys read before stay in force.");

    private static final Duration SETTLING = Duration.ofMillis(100);

    /** Two seconds for requests that were broken off as the proxy ended. */
    private static final int LOOKS_AT_END = 20;

    private final Calibrations calibrations = new Calibrations();
    private final PromptCounter counter = new PromptCounter(calibrations);
    private final ModelCounts counts = new ModelCounts();
    private final BudgetCounts budgets = new BudgetCounts();
    private final KeyWatch watch = new KeyWatch();
    private final BudgetAlerts alerts;

    /** Of the books in place of the usual one; null for that. */
    private final @Nullable LedgerClock clock;

    /** Of the configuration in force. */
    private volatile @Nullable KeyFile keys;

    private volatile List<RoutePlan> plans = List.of();

    private volatile @Nullable Books books;

    /** Of the configuration that is being made. */
    private @Nullable KeyFile nextKeys;

    private @Nullable Books nextBooks;

    private boolean warmed;

    private List<RoutePlan> nextPlans = new ArrayList<>();

    /**
     * A ledger as it was asked for.
     *
     * @param undecided requests that will perhaps reserve in it
     */
    private record Books(LedgerSettings settings, Ledger ledger, LongAdder undecided) {
        boolean isInUse() {
            // In this order: who is not undecided any more has reserved before.
            if (undecided.sum() > 0) {
                return true;
            }
            LedgerTotals totals = ledger.totals();
            return totals.open() > 0 || totals.waiting() > 0;
        }
    }

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
        Books asked = booksOf(gateway.ledger());
        Parts parts = new Parts(
                asked.ledger, asked.undecided, isOpen(gateway.ledger()), calibrations, counter, counts, budgets);
        RoutePlan plan = new RoutePlan(route, settings, gateway, nextKeys, parts);
        nextPlans.add(plan);
        ModelRoute steps = new ModelRoute(plan);
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
        Ledger opened = clock == null ? settings.open(alerts) : settings.open(alerts, clock);
        Books made = new Books(settings, opened, new LongAdder());
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
        plans = List.copyOf(nextPlans);
        nextPlans = new ArrayList<>();
        warm();
        if (file != null) {
            file.reload();
        }
        watch.follow(file == null ? List.of() : List.of(file));
    }

    /** So that the first request does not wait for the words that it is counted by. */
    private void warm() {
        boolean counts = plans.stream().anyMatch(plan -> plan.settings().estimation() == EstimationMethod.TIKTOKEN);
        if (counts && !warmed) {
            warmed = true;
            Vocabulary.warm(EnumSet.allOf(Vocabulary.class));
        }
    }

    @Override
    public void abandoned() {
        nextKeys = null;
        retired(nextBooks, books);
        nextBooks = null;
        nextPlans = new ArrayList<>();
    }

    /** Requests under way still reserve and settle in books that others have taken the place of. */
    private static void retired(@Nullable Books left, @Nullable Books inForce) {
        if (left != null && left != inForce) {
            Thread.ofVirtual().name("zentinel-books").start(() -> closeWhenSettled(left, Long.MAX_VALUE));
        }
    }

    /** @param looks after which it is closed anyway; else it ends with the leases at the latest */
    private static void closeWhenSettled(Books left, long looks) {
        try {
            for (long i = 0; i < looks && left.isInUse(); i++) {
                Thread.sleep(SETTLING);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            left.ledger.close();
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
        metrics.tell(budgets::tell);
        metrics.tell(this::tellOfStores);
    }

    private void tellOfStores(Figures figures) {
        Books there = books;
        if (there != null) {
            LedgerFigures.tell(there.ledger.totals(), figures);
        }
        KeyFile file = keys;
        if (file != null) {
            figures.put(KEY_FILE_FAILURES, file.failures());
        }
    }

    /**
     * What operators may know, as it is now.
     *
     * @param query {@code limit=ID} for one limit, {@code most=N} for as many of each list, at most 1,000
     */
    public JsonObject page(String query) {
        Books there = books;
        KeyFile file = keys;
        return there == null
                ? JsonObject.empty()
                : new GatewayPage(PageQuery.of(query))
                        .of(plans, file == null ? null : file.ring(), there.ledger, calibrations);
    }

    @Override
    public void close() {
        watch.close();
        Books open = books;
        if (open != null) {
            closeWhenSettled(open, LOOKS_AT_END);
        }
    }
}
