package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.RouteSettings;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.ExchangeObserver;
import io.zentinelproxy.core.filter.RouteFilterSource;
import io.zentinelproxy.core.filter.RouteSteps;
import io.zentinelproxy.core.observe.Figures;
import io.zentinelproxy.core.observe.Metrics;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.security.quota.StoreState;
import java.io.IOException;
import java.util.List;

/**
 * The rate limits of all routes. Over reloads a limiter is known by its id: its counts go on, and what its keys have used is kept by its
 * store where the rate is the same. Made, enforced and closed by who starts and reloads the program; any thread may read its state.
 */
public final class RateLimits implements RouteFilterSource, ExchangeObserver, AutoCloseable {
    private static final Reading DECISIONS = Reading.counter(
            "zentinel_rate_limit_decisions_total",
            "Requests that a rate limiter let pass at once (allowed) or after waiting (delayed), refused (limited), or only logged"
                    + " (dry_run).",
            "limiter",
            "verdict");
    private static final Reading LIMITED =
            Reading.counter("zentinel_rate_limited_total", "Requests refused by rate limiters.");
    private static final Reading WAITING = Reading.gauge(
            "zentinel_rate_limit_waiting_requests", "Requests that a rate limiter holds back.", "limiter");
    private static final Reading KEYS = Reading.gauge(
            "zentinel_rate_limit_keys", "Keys of a rate limiter that are known in this process.", "scope");
    private static final Reading EVICTIONS = Reading.counter(
            "zentinel_rate_limit_key_evictions_total",
            "Keys of a rate limiter that were forgotten although they had used something, as there were too many.",
            "scope");
    private static final Reading UNSETTLED = Reading.counter(
            "zentinel_rate_limit_unsettled_total",
            "What requests had used and their limiters' store was not told, as it could not be asked or too much waited for it.",
            "backend");

    private static final Reading STORES_UP = Reading.gauge(
            "zentinel_rate_limit_stores_up", "Stores of rate limits outside this process that are asked.", "backend");
    private static final Reading STORE_FAILURES = Reading.counter(
            "zentinel_rate_limit_store_failures_total",
            "Questions to stores of rate limits outside this process that had no answer in time.",
            "backend");
    private static final Reading STORE_OUTAGES = Reading.counter(
            "zentinel_rate_limit_store_outages_total",
            "Times that a store of rate limits outside this process was given up for a while.",
            "backend");
    private static final Reading FALLBACKS = Reading.counter(
            "zentinel_rate_limit_fallbacks_total",
            "Decisions about requests made by the fallback of a store of rate limits, as that could not be asked.",
            "backend");

    /** Of the configuration in force. */
    private volatile LimitRegistry current = new LimitRegistry(null);

    /** Of the configuration that is being made, or the same. */
    private LimitRegistry next = current;

    /** Whether this route has a limit. */
    public static boolean isAskedForBy(RouteSettings route, Configuration configuration) {
        RateLimitsBlock.Settings all = configuration.module(RateLimitsBlock.Settings.class);
        return all != null && all.global() != null
                || route.policies().module(RoutePolicyBlock.Settings.class) != null
                || route.filters().stream().anyMatch(RateLimitType.Settings.class::isInstance);
    }

    @Override
    public RouteSteps stepsOf(RouteSettings route, Configuration configuration) throws IOException {
        if (next == current) {
            next = new LimitRegistry(current);
        }
        return new RouteAssembly(next, configuration).stepsOf(route);
    }

    @Override
    public void enforced() {
        LimitRegistry before = current;
        current = next;
        current.settleDown();
        before.closeOthersThan(current);
    }

    @Override
    public void abandoned() {
        LimitRegistry given = next;
        next = current;
        given.closeOthersThan(current);
    }

    @Override
    public void finished(Exchange exchange) {
        if (exchange.findings().limits() instanceof ExchangeLimits state) {
            RouteLimits of = state.of();
            if (of != null) {
                of.finished(exchange, state);
                state.release();
            }
        }
    }

    /** What each limiter is and has done, in the order of the configuration. */
    public List<LimiterState> limiters() {
        return current.states();
    }

    /** Tells of all limiters. */
    public void tellOf(Metrics metrics) {
        metrics.tell(this::tell);
    }

    private void tell(Figures figures) {
        long limited = 0;
        for (LimiterState one : limiters()) {
            figures.put(DECISIONS, one.allowed(), one.id(), "allowed");
            figures.put(DECISIONS, one.delayed(), one.id(), "delayed");
            figures.put(DECISIONS, one.limited(), one.id(), "limited");
            figures.put(DECISIONS, one.dryRun(), one.id(), "dry_run");
            figures.put(WAITING, one.waiting(), one.id());
            figures.put(KEYS, one.keys(), one.id());
            figures.put(EVICTIONS, one.forgotten(), one.id());
            limited += one.limited();
        }
        figures.put(LIMITED, limited);
        current.stores().stream().filter(store -> !store.isLocal()).forEach(store -> tell(figures, store));
    }

    private static void tell(Figures figures, OpenStore store) {
        String kind = store.settings().kind();
        StoreState state = store.state();
        figures.put(STORES_UP, state.up() ? 1 : 0, kind);
        figures.put(STORE_FAILURES, state.failures(), kind);
        figures.put(STORE_OUTAGES, state.outages(), kind);
        figures.put(FALLBACKS, store.undecided(), kind);
        figures.put(UNSETTLED, store.lost(), kind);
    }

    @Override
    public void close() {
        current.closeAll();
    }
}
