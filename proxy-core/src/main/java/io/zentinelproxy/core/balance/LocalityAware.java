package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.exchange.Exchange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes an endpoint of our own zone as long as enough of those are usable, else one of any zone. */
final class LocalityAware implements Balancer {
    private final int minHealthy;
    private final Balancer inner;
    private final @Nullable Balancer fallback;
    private final Parts ours;

    /**
     * @param zone our own; where it is empty or unknown to all endpoints, none is near
     * @param inner chooses among those of our zone
     * @param fallback chooses among all; null where the request is refused then
     */
    LocalityAware(List<Endpoint> endpoints, String zone, int minHealthy, Balancer inner, @Nullable Balancer fallback) {
        this.minHealthy = minHealthy;
        this.inner = inner;
        this.fallback = fallback;
        ours = new Parts(among -> among.only(
                position -> zone.equals(endpoints.get(position).settings().zone())));
    }

    @Override
    public @Nullable Endpoint choose(Exchange request, Candidates among) {
        Candidates near = ours.of(among);
        if (near.usable().size() >= minHealthy) {
            return inner.choose(request, near);
        }
        return fallback == null ? null : fallback.choose(request, among);
    }

    @Override
    public void ended(Endpoint endpoint, Outcome outcome, long headNanos) {
        inner.ended(endpoint, outcome, headNanos);
        if (fallback != null && fallback != inner) {
            fallback.ended(endpoint, outcome, headNanos);
        }
    }
}
