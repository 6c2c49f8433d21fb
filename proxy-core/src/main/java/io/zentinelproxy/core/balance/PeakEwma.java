package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.exchange.Exchange;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Draws two endpoints and takes the one that will answer sooner: by the peak-sensitive average of its latency, times the requests that it
 * has already, for its weight (Finagle's p2c with Peak EWMA). What an endpoint was seen to take is kept when others come or go.
 */
final class PeakEwma implements Balancer {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final float NANOS_PER_MICRO = 1000;

    /** A failure counts as an answer as late as this, or it would draw all requests to whoever refuses them soonest. */
    private static final long FAILED_NANOS = Duration.ofSeconds(1).toNanos();

    private final float decay;
    private final Picks picks;
    private final LongSupplier clock;

    /** @param clock in nanoseconds */
    PeakEwma(List<Endpoint> endpoints, Duration decay, Dice dice, LongSupplier clock) {
        this.decay = decay.toMillis();
        this.clock = clock;
        picks = new Picks(dice);
        endpoints.forEach(endpoint -> endpoint.remember(PeakLatency.class, PeakLatency::new));
    }

    @Override
    public Endpoint choose(Exchange request, Candidates among) {
        Endpoint one = picks.any(among);
        if (among.usable().size() == 1) {
            return one;
        }
        Endpoint other = picks.other(among, one);
        long now = clock.getAsLong() / NANOS_PER_MILLI;
        return cost(other, now) * one.weight() < cost(one, now) * other.weight() ? other : one;
    }

    private float cost(Endpoint endpoint, long nowMillis) {
        PeakLatency latency = endpoint.recall(PeakLatency.class);
        return latency == null ? 0 : latency.micros(nowMillis, decay) * (endpoint.underWay() + 1);
    }

    @Override
    public void ended(Endpoint endpoint, Outcome outcome, long headNanos) {
        PeakLatency latency = endpoint.recall(PeakLatency.class);
        if (latency == null) {
            return;
        }
        long now = clock.getAsLong() / NANOS_PER_MILLI;
        long took = outcome.isFailure() ? Math.max(headNanos, FAILED_NANOS) : headNanos;
        float micros = took / NANOS_PER_MICRO;
        // Of one that a client did not wait for we know that it takes this long at least.
        if (outcome != Outcome.UNKNOWN || micros > latency.micros(now, decay)) {
            latency.observe(micros, now, decay);
        }
    }
}
