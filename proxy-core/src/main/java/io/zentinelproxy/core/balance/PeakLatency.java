package io.zentinelproxy.core.balance;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How long an endpoint takes to answer, as a moving average that follows a slower answer at once and forgets it over time. One word, so
 * that it changes without a lock: microseconds as a float, and the millisecond of the last change. Any thread.
 */
final class PeakLatency {
    /** What is supposed of one that has never answered. */
    private static final float UNKNOWN_MICROS = 1000;

    private static final long NEVER = 0;

    private final AtomicLong state = new AtomicLong(NEVER);

    /**
     * What it takes now, in microseconds.
     *
     * @param decay milliseconds after which less than half of what was seen counts: 1/e
     */
    float micros(long nowMillis, float decay) {
        long seen = state.get();
        return seen == NEVER ? UNKNOWN_MICROS : value(seen) * left(seen, nowMillis, decay);
    }

    /** An answer took so long. */
    void observe(float micros, long nowMillis, float decay) {
        long before = state.get();
        while (!state.compareAndSet(before, packed(after(before, micros, nowMillis, decay), nowMillis))) {
            before = state.get();
        }
    }

    private static float after(long before, float micros, long nowMillis, float decay) {
        if (before == NEVER || micros > value(before)) {
            return micros;
        }
        float left = left(before, nowMillis, decay);
        return value(before) * left + micros * (1 - left);
    }

    private static float left(long seen, long nowMillis, float decay) {
        // The clock wraps after 49 days; one that looks as if it were seen in the future is long forgotten.
        int age = (int) nowMillis - (int) seen;
        if (age == 0) {
            return 1;
        }
        return age < 0 ? 0 : (float) Math.exp(-age / decay);
    }

    private static float value(long seen) {
        return Float.intBitsToFloat((int) (seen >>> 32));
    }

    private static long packed(float micros, long millis) {
        return (long) Float.floatToRawIntBits(Math.max(micros, Float.MIN_NORMAL)) << 32 | millis & 0xffff_ffffL;
    }
}
