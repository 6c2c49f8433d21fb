package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.observe.Figures;
import io.zentinelproxy.core.observe.ProxyEvent;
import io.zentinelproxy.core.observe.ProxyEvents;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.inference.ledger.Alerts;
import io.zentinelproxy.inference.ledger.Limit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Tells that a budget is nearly used up: in the log, in a counter, and whom webhooks tell. Any thread. */
final class BudgetAlerts implements Alerts {
    /** Limits that are counted apart; more are not counted. */
    private static final int MAX_LIMITS = 10_000;

    private static final System.Logger LOG = System.getLogger(BudgetAlerts.class.getName());

    private static final Reading ALERTS = Reading.counter(
            "zentinel_inference_budget_alerts_total", "Times that a threshold of a budget was crossed.", "limit");

    private final ProxyEvents events;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    BudgetAlerts(ProxyEvents events) {
        this.events = events;
    }

    @Override
    public void crossed(Limit limit, String holder, int perMille, long used, long most) {
        LOG.log(
                System.Logger.Level.WARNING,
                "budget " + limit.id() + " of " + holder + ": " + used + " of " + most + " used, more than "
                        + perMille / 10.0 + " percent");
        if (counts.size() < MAX_LIMITS || counts.containsKey(limit.id())) {
            counts.computeIfAbsent(limit.id(), id -> new LongAdder()).increment();
        }
        events.tell(new ProxyEvent.BudgetAlert(limit.id(), holder, perMille, used, most));
    }

    void tell(Figures figures) {
        counts.forEach((limit, count) -> figures.put(ALERTS, count.sum(), limit));
    }
}
