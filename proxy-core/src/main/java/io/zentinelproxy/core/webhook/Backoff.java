package io.zentinelproxy.core.webhook;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next attempt: twice as long each time up to a bound, and up to a half less by chance. */
final class Backoff {
    /** More doublings than any bound allows. */
    private static final int MOST_DOUBLINGS = 30;

    private final long first;
    private final long most;
    private final RandomGenerator chance;

    Backoff(Duration first, Duration most, RandomGenerator chance) {
        this.first = first.toNanos();
        this.most = most.toNanos();
        this.chance = chance;
    }

    /**
     * @param failed attempts so far, at least 1
     * @param notBefore what the receiver asks for, honoured up to the bound
     */
    long nanos(int failed, Duration notBefore) {
        int doublings = Math.min(failed - 1, MOST_DOUBLINGS);
        long full = first > most >> doublings ? most : first << doublings;
        long spread = full - (long) (chance.nextDouble() * full / 2);
        long asked = notBefore.compareTo(Duration.ofNanos(most)) > 0 ? most : notBefore.toNanos();
        return Math.max(spread, asked);
    }
}
