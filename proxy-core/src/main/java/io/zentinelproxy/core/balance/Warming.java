package io.zentinelproxy.core.balance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The slow start of one endpoint: of the turns that a balancer gives it, it takes a share that grows with time and passes on the others, as
 * evenly spread as that allows. So it works alike for every way of balancing. Any thread.
 */
public final class Warming {
    /** What it takes at the very beginning, in percent: enough to warm up by, as in Envoy's slow start. */
    public static final int LEAST_PERCENT = 10;

    private static final int WHOLE = 100;

    private final LongSupplier clock;
    private final long began;
    private final long nanos;

    /** Percent of a turn in hand. */
    private final AtomicInteger credit = new AtomicInteger();

    /** @param nanos until it takes all turns; more than 0 */
    public Warming(LongSupplier clock, long nanos) {
        this.clock = clock;
        this.nanos = nanos;
        began = clock.getAsLong();
    }

    /** What it takes now, in percent. */
    int percent() {
        long elapsed = clock.getAsLong() - began;
        return elapsed >= nanos ? WHOLE : (int) Math.max(LEAST_PERCENT, elapsed * WHOLE / nanos);
    }

    /** Whether it takes this turn. */
    boolean takes(int percent) {
        int before = credit.getAndUpdate(has -> has + percent >= WHOLE ? has + percent - WHOLE : has + percent);
        return before + percent >= WHOLE;
    }

    boolean isOver(int percent) {
        return percent >= WHOLE;
    }
}
