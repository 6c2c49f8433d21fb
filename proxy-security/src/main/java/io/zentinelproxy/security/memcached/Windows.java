package io.zentinelproxy.security.memcached;

import io.zentinelproxy.security.quota.Rate;
import java.time.Duration;

/**
 * How a rate is counted in windows of one length, each of which admits the same: the same in every process. A time {@code t} touches at
 * most {@code t / length + 2} of them, so that it admits at most {@code permits * t / period + 2 * most}; {@code most} is chosen so that
 * this stays below the bound, {@code permits * (t + 1 s) / period + burst}, also where clocks are {@link #APART} apart. See
 * docs/distributed-limits.md.
 *
 * @param most permits of one window
 * @param nanos its length, in which just so many come back
 */
record Windows(long most, long nanos) {
    /** How far apart two proxies may be in when they see a window end. */
    static final Duration APART = Duration.ofMillis(250);

    private static final Duration SLACK = Duration.ofSeconds(1);

    /** Costs and bursts beyond are counted as that. */
    static final long MOST = 1L << 52;

    private static final long LONGEST = Duration.ofDays(20).toNanos();

    /** With {@link #most} 0 where not even one permit fits in a window: burst 1 at less than 4 in 3 seconds. */
    static Windows of(Rate rate) {
        double perNano = (double) rate.permits() / rate.period().toNanos();
        double slack = perNano * SLACK.minus(APART).toNanos();
        long most = (long) Math.min((rate.burst() + slack) / 2, Math.min(MOST, perNano * LONGEST));
        return new Windows(most, Math.max(1, (long) Math.ceil(most / perNano)));
    }

    boolean canCount() {
        return most > 0;
    }

    /** The number of the window of this time. */
    long at(long time) {
        return Math.floorDiv(time, nanos);
    }

    /** When the window of this number ends. */
    long end(long number) {
        return (number + 1) * nanos;
    }
}
