package io.zentinelproxy.security.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Times without any decision, of all threads together: the machine had no time for the test. Any thread. */
public final class Silence {
    /** Shorter ones are usual. */
    public static final long LEAST_NANOS = Duration.ofMillis(20).toNanos();

    private final AtomicLong last = new AtomicLong(System.nanoTime());
    private final AtomicLong sum = new AtomicLong();

    /** @param now when a decision came, by {@link System#nanoTime} */
    public void ends(long now) {
        long silent = now - last.getAndAccumulate(now, Math::max);
        if (silent > LEAST_NANOS) {
            sum.addAndGet(silent);
        }
    }

    /** Nanoseconds so far. */
    public long sum() {
        return sum.get();
    }
}
