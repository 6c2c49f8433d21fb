package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.config.BalancingSettings;
import io.zentinelproxy.core.exchange.Exchange;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Takes endpoints in turn, each as often as its weight says and as it did well lately: from time to time each is scored by how many of its
 * tries failed and how late its answers came, and goes half of the way to what that score says it should get.
 */
final class Adaptive implements Balancer {
    /** Steps in which a weight changes, of one. */
    private static final int STEPS = 20;

    private static final int MAX_WEIGHT = Integer.MAX_VALUE / 1000;

    private final List<Endpoint> endpoints;
    private final BalancingSettings.Adaptive settings;
    private final LongSupplier clock;
    private final AtomicInteger next = new AtomicInteger();

    /** When scores are due, on the clock. */
    private final AtomicLong due;

    private volatile Turns.Kept turns = new Turns.Kept(Adaptive::weight);

    /** @param clock in nanoseconds */
    Adaptive(List<Endpoint> endpoints, BalancingSettings.Adaptive settings, LongSupplier clock) {
        this.endpoints = endpoints;
        this.settings = settings;
        this.clock = clock;
        due = new AtomicLong(clock.getAsLong() + settings.interval().toNanos());
        endpoints.forEach(endpoint -> endpoint.remember(Conduct.class, Conduct::new));
    }

    @Override
    public Endpoint choose(Exchange request, Candidates among) {
        return turns.of(among).at(next.getAndIncrement());
    }

    private static int weight(Endpoint endpoint) {
        Conduct conduct = endpoint.recall(Conduct.class);
        double factor = conduct == null ? 1 : conduct.factor();
        return (int) Math.clamp(Math.round(endpoint.weight() * factor * STEPS), 1, MAX_WEIGHT);
    }

    @Override
    public void ended(Endpoint endpoint, Outcome outcome, long headNanos) {
        Conduct conduct = endpoint.recall(Conduct.class);
        if (conduct != null && outcome != Outcome.UNKNOWN) {
            conduct.note(outcome.isFailure(), headNanos);
        }
        long now = clock.getAsLong();
        long when = due.get();
        if (now - when >= 0 && due.compareAndSet(when, now + settings.interval().toNanos())) {
            score();
        }
    }

    /** By one thread at a time: whoever moved the time when it is due. */
    private void score() {
        for (Endpoint endpoint : endpoints) {
            Conduct conduct = endpoint.recall(Conduct.class);
            if (conduct != null) {
                conduct.score(settings);
            }
        }
        turns = new Turns.Kept(Adaptive::weight);
    }
}
