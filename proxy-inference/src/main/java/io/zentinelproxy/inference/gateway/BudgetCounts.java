package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.observe.Figures;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.inference.ledger.Claim;
import io.zentinelproxy.inference.ledger.Decision;
import io.zentinelproxy.inference.ledger.Limit;
import io.zentinelproxy.inference.ledger.Window;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What limits have said and what was used of budgets since the start, by limit and never by holder, for metrics. Any thread. */
final class BudgetCounts {
    /** Limits that are told apart; what comes beyond that counts for the limit {@code other}. */
    static final int MAX_LIMITS = 1000;

    private static final String OTHER = "other";

    private static final Reading REFUSALS = Reading.counter(
            "zentinel_inference_refusals_total", "Requests that a rate or a budget has said no to.", "limit");
    private static final Reading LIMIT = Reading.gauge(
            "zentinel_inference_budget_limit",
            "What one holder may use in a period: tokens, requests, or millionths of the currency.",
            "limit");
    private static final Reading USED = Reading.counter(
            "zentinel_inference_budget_used_total",
            "What all holders together have used by this process, in units of the budget.",
            "limit");
    private static final Reading REMAINING = Reading.gauge(
            "zentinel_inference_budget_remaining",
            "What the holder that has asked last may still use; negative in an overdraft.",
            "limit");
    private static final Reading EXHAUSTED = Reading.counter(
            "zentinel_inference_budget_exhausted_total", "Requests that a budget has said no to.", "limit");

    private final Map<String, Sums> sums = new ConcurrentHashMap<>();

    private static final class Sums {
        final LongAdder refusals = new LongAdder();
        final LongAdder used = new LongAdder();
        volatile boolean budget;
        volatile long most;
        volatile long remaining;
    }

    void decided(Decision decision) {
        switch (decision) {
            case Decision.Granted granted -> granted.standings().forEach(this::stands);
            case Decision.Refused refused -> {
                refused.standings().forEach(this::stands);
                of(refused.by().claim().limit()).refusals.increment();
            }
        }
    }

    private void stands(Decision.Standing one) {
        Limit limit = one.claim().limit();
        Sums of = of(limit);
        of.most = limit.most();
        of.remaining = one.remaining();
    }

    void used(List<Claim> claims, long[] amounts) {
        for (int i = 0; i < amounts.length; i++) {
            of(claims.get(i).limit()).used.add(amounts[i]);
        }
    }

    private Sums of(Limit limit) {
        Sums known = sums.get(limit.id());
        if (known != null) {
            return known;
        }
        boolean fits = sums.size() < MAX_LIMITS;
        Sums made = sums.computeIfAbsent(fits ? limit.id() : OTHER, id -> new Sums());
        made.budget = fits && !(limit.window() instanceof Window.Bucket);
        return made;
    }

    void tell(Figures figures) {
        sums.forEach((limit, of) -> {
            figures.put(REFUSALS, of.refusals.sum(), limit);
            if (of.budget) {
                figures.put(LIMIT, of.most, limit);
                figures.put(USED, of.used.sum(), limit);
                figures.put(REMAINING, of.remaining, limit);
                figures.put(EXHAUSTED, of.refusals.sum(), limit);
            }
        });
    }
}
