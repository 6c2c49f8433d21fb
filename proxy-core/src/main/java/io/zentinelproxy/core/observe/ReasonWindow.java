package io.zentinelproxy.core.observe;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often one reason was written within a second. While a flood lasts, its lines only add to a striped counter: what threads
 * contend for is changed at most as often a second as lines are written. Any thread.
 */
final class ReasonWindow {
    /** What {@link #admit} gives for a line that is not written. */
    static final long SUPPRESSED = -1;

    /** Bits of {@link #state} that count; the others are the second. */
    private static final int COUNT_BITS = 20;

    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    /** A second that lies further back is no straggler: the clock was set back. */
    private static final long MOST_SECONDS_BACK = 5;

    private final String reason;
    private final long limit;
    private final AtomicLong state = new AtomicLong();
    private final LongAdder suppressed = new LongAdder();
    /** How many of the suppressed were told of. */
    private final AtomicLong told = new AtomicLong();

    ReasonWindow(String reason, int limit) {
        this.reason = reason;
        this.limit = Math.min(limit, COUNT_MASK);
    }

    String reason() {
        return reason;
    }

    /** Lines not written so far. */
    long suppressed() {
        return suppressed.sum();
    }

    /**
     * Asks for a line.
     *
     * @param epochMillis when the exchange ended
     * @return how many lines were suppressed since the last that was written, or {@link #SUPPRESSED}
     */
    long admit(long epochMillis) {
        long second = Math.max(0, epochMillis / 1000);
        while (true) {
            long seen = state.get();
            long next = next(seen, second);
            if (next == seen) {
                suppressed.increment();
                return SUPPRESSED;
            }
            if (state.compareAndSet(seen, next)) {
                return untold();
            }
        }
    }

    /** The state with one line more, or the same where there may be none. */
    private long next(long seen, long second) {
        long current = seen >>> COUNT_BITS;
        if (second > current || second < current - MOST_SECONDS_BACK) {
            return second << COUNT_BITS | 1;
        }
        return (seen & COUNT_MASK) < limit ? seen + 1 : seen;
    }

    private long untold() {
        long now = suppressed.sum();
        return Math.max(0, now - told.getAndAccumulate(now, Math::max));
    }
}
