package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.exchange.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the endpoint for a request, among those that can take one. Made for the endpoints of one upstream as they are now, which it
 * knows by their position; when others come or some go, another is made. Called by many threads at once.
 */
public interface Balancer {
    /**
     * One of the usable.
     *
     * @param among never empty
     * @return null where the request is to be refused rather than sent to any of them
     */
    @Nullable
    Endpoint choose(Exchange request, Candidates among);

    /**
     * One try is over. On the way of every request.
     *
     * @param headNanos from the beginning of the try to the head of the answer, or to its failure
     */
    default void ended(Endpoint endpoint, Outcome outcome, long headNanos) {
        // Most do not ask: requests under way are counted by the endpoint itself.
    }
}
