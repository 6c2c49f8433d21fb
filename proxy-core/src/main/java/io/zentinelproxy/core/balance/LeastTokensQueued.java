package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.exchange.Exchange;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes the endpoint that would be through with its tokens first, this request's included: those that it has to take still, by those that it
 * takes in a second, for its weight. Filters tell what a request is expected to take ({@link Exchange#expectTokens}); where nobody does, it
 * is the one with the fewest requests under way.
 */
final class LeastTokensQueued implements Balancer {
    private final Balancer untold = new LeastConnections(true);
    private final AtomicInteger next = new AtomicInteger();

    LeastTokensQueued(List<Endpoint> endpoints) {
        endpoints.forEach(endpoint -> endpoint.remember(QueuedTokens.class, QueuedTokens::new));
    }

    @Override
    public Endpoint choose(Exchange request, Candidates among) {
        long tokens = request.tokens().number();
        if (tokens == 0) {
            Endpoint chosen = untold.choose(request, among);
            return chosen == null ? among.usable().getFirst() : chosen;
        }
        Endpoint chosen = soonest(among.usable(), tokens);
        QueuedTokens queue = chosen.recall(QueuedTokens.class);
        if (queue != null) {
            request.tokens().queue(queue);
        }
        return chosen;
    }

    /** Those that would be through at the same time go round. */
    private Endpoint soonest(List<Endpoint> usable, long tokens) {
        int first = Math.floorMod(next.getAndIncrement(), usable.size());
        Endpoint best = usable.get(first);
        double least = seconds(best, tokens);
        for (int i = first + 1; i < first + usable.size(); i++) {
            Endpoint other = usable.get(i < usable.size() ? i : i - usable.size());
            double its = seconds(other, tokens);
            if (its < least) {
                best = other;
                least = its;
            }
        }
        return best;
    }

    private static double seconds(Endpoint endpoint, long tokens) {
        QueuedTokens queue = endpoint.recall(QueuedTokens.class);
        return queue == null ? 0 : queue.seconds(tokens) / endpoint.weight();
    }
}
