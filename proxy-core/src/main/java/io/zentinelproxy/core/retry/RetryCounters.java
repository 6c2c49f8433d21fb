package io.zentinelproxy.core.retry;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** What became of the requests of a route that one try was not enough for. Any thread. */
public final class RetryCounters {
    private final LongAdder[] retries = new LongAdder[RetryReason.values().length];
    private final LongAdder exhausted = new LongAdder();
    private final LongAdder overBudget = new LongAdder();
    private final LongAdder overflowed = new LongAdder();

    RetryCounters() {
        Arrays.setAll(retries, reason -> new LongAdder());
    }

    void retried(RetryReason reason) {
        retries[reason.ordinal()].increment();
    }

    void exhausted() {
        exhausted.increment();
    }

    void overBudget() {
        overBudget.increment();
    }

    void overflowed() {
        overflowed.increment();
    }

    /** Tries besides the first, by what the one before came to. */
    public long retries(RetryReason reason) {
        return retries[reason.ordinal()].sum();
    }

    /** Requests for which there were no more tries, or no more time. */
    public long exhaustions() {
        return exhausted.sum();
    }

    /** Requests that were not sent again, as too many others were. */
    public long refusals() {
        return overBudget.sum();
    }

    /** Requests that were not sent again, as their content was larger than the buffer for that. */
    public long overflows() {
        return overflowed.sum();
    }
}
