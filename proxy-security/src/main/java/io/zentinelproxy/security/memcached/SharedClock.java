package io.zentinelproxy.security.memcached;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The time by which windows are told apart, alike in all proxies that share a store: this machine's clock, put to the time of those that
 * count already when it begins, and later forward to that of the one that is furthest ahead, as heard through the store (Lamport 1978, "Time, Clocks, and the Ordering of Events"). Runs on the monotonic
 * clock, so that it never goes back by a step of the machine's; a clock that is put by more than {@link #MAX_APART} is followed. Any thread.
 */
final class SharedClock {
    /** Others that are further ahead are not believed. */
    static final long MAX_APART = TimeUnit.SECONDS.toNanos(10);

    /** Reads a clock, in nanoseconds. */
    @FunctionalInterface
    interface Reading {
        long nanos();
    }

    private final Reading wall;
    private final Reading monotonic;
    /** Between the monotonic clock and the time since 1970. */
    private final AtomicLong base;

    /** Of our own clock; negative where those whom we have joined are behind it. */
    private final AtomicLong ahead = new AtomicLong();

    SharedClock() {
        this(() -> TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()), System::nanoTime);
    }

    /** @param wall tells nanoseconds since 1970 */
    SharedClock(Reading wall, Reading monotonic) {
        this.wall = wall;
        this.monotonic = monotonic;
        base = new AtomicLong(wall.nanos() - monotonic.nanos());
    }

    /** Nanoseconds since 1970. */
    long now() {
        return own() + ahead.get();
    }

    private long own() {
        long wallNow = wall.nanos();
        long monotonicNow = monotonic.nanos();
        long own = monotonicNow + base.get();
        if (Math.abs(wallNow - own) <= MAX_APART) {
            return own;
        }
        base.set(wallNow - monotonicNow);
        return wallNow;
    }

    /**
     * Takes over the time of others that are counting just now, be it ahead of ours or behind: windows begin no earlier because we have come.
     *
     * @param time that one of them has read a moment ago
     */
    void join(long time) {
        long byThat = time - own();
        if (Math.abs(byThat) <= MAX_APART) {
            ahead.set(byThat);
        }
    }

    /**
     * Another proxy has read this time before now.
     *
     * @return whether that is believed
     */
    boolean hear(long time) {
        long byThat = time - own();
        if (byThat > MAX_APART) {
            return false;
        }
        if (byThat > ahead.get()) {
            ahead.accumulateAndGet(byThat, Math::max);
        }
        return true;
    }
}
