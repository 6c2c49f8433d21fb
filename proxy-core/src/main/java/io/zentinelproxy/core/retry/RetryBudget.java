package io.zentinelproxy.core.retry;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps retries to a share of the requests, so that an origin in trouble does not get a multiple of its traffic just then: each
 * request earns a part of a retry, each second earns some, and what nobody spends is lost over {@link #WINDOW}. So the retries of any
 * time are at most the share of its requests, and the minimum for each of its seconds, besides what a window before it has left. A
 * request that needs no retry costs one addition. After Finagle's RetryBudget.
 */
public final class RetryBudget {
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final double SECOND = Duration.ofSeconds(1).toNanos();

    private final double share;
    private final double perSecond;
    private final LongAdder requests = new LongAdder();

    /** Retries in hand. Guarded by the monitor, as are the next two. */
    private double hand;

    private long seen;
    private long lookedAt;

    /**
     * @param share retries that a request earns
     * @param perSecond retries that a second earns
     * @param now on the clock that {@link #take} is asked by, in nanoseconds
     */
    public RetryBudget(double share, int perSecond, long now) {
        this.share = share;
        this.perSecond = perSecond;
        hand = perSecond;
        lookedAt = now;
    }

    /** A request comes. */
    public void request() {
        requests.increment();
    }

    /** Takes a retry, or returns false where there is none. */
    public synchronized boolean take(long now) {
        earn(now);
        if (hand < 1) {
            return false;
        }
        hand--;
        return true;
    }

    private void earn(long now) {
        double window = WINDOW.toNanos();
        double elapsed = Math.max(0, now - lookedAt);
        long count = requests.sum();
        double earned = share * (count - seen) + perSecond * elapsed / SECOND;
        // Nobody knows when they came: of a long time, the part that a window is of it.
        double recent = elapsed > window ? earned * window / elapsed : earned;
        hand = hand * Math.max(0, 1 - elapsed / window) + recent;
        seen = count;
        lookedAt = now;
    }
}
