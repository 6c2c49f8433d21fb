package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.exchange.Exchange;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes the endpoint with the fewest requests under way, for its weight where weights count. Among those that have as few they go round,
 * so that not always the first is worn out.
 */
final class LeastConnections implements Balancer {
    private final boolean weighted;
    private final Turns.Kept turns;
    private final AtomicInteger next = new AtomicInteger();

    LeastConnections(boolean weighted) {
        this.weighted = weighted;
        turns = weighted ? Turns.Kept.byWeight() : Turns.Kept.even();
    }

    @Override
    public Endpoint choose(Exchange request, Candidates among) {
        List<Endpoint> usable = among.usable();
        int first = turns.of(among).position(next.getAndIncrement());
        Endpoint best = usable.get(first);
        long load = best.underWay();
        for (int i = first + 1; load > 0 && i < first + usable.size(); i++) {
            Endpoint other = usable.get(i < usable.size() ? i : i - usable.size());
            long its = other.underWay();
            if (its * weight(best) < load * weight(other)) {
                best = other;
                load = its;
            }
        }
        return best;
    }

    private long weight(Endpoint endpoint) {
        return weighted ? endpoint.weight() : 1;
    }
}
