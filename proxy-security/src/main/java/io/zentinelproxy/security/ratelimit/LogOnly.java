package io.zentinelproxy.security.ratelimit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Tells the log of what a limiter that only logs would have refused, at most once a second. Any thread. */
final class LogOnly {
    private static final System.Logger LOG = System.getLogger(LogOnly.class.getName());
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final String limiter;
    private final AtomicLong told = new AtomicLong(System.nanoTime() - PAUSE);

    LogOnly(String limiter) {
        this.limiter = limiter;
    }

    void note(LongAdder soFar) {
        long last = told.get();
        long now = System.nanoTime();
        if (now - last >= PAUSE && told.compareAndSet(last, now)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "rate limit " + limiter + " would refuse requests, " + soFar.sum() + " so far");
        }
    }
}
