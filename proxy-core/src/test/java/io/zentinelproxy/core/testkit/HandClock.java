package io.zentinelproxy.core.testkit;

import io.zentinelproxy.core.net.Ticker;
import java.time.Duration;

/** A clock that only the test moves, so that no test waits for a timeout and no slow machine runs into one. Any thread. */
public final class HandClock implements Ticker {

    private static final String SWEEP = "zentinel-sweep";

    private final Object lock = new Object();

    /** Guarded by lock, as is the next. */
    private long now = Duration.ofDays(1).toNanos();

    /** How often the sweep has asked for the time. */
    private long looks;

    @Override
    public long nanos() {
        synchronized (lock) {
            if (Thread.currentThread().getName().equals(SWEEP)) {
                looks++;
                lock.notifyAll();
            }
            return now;
        }
    }

    /** Moves on, and returns when the sweep has looked at every deadline since. */
    public void advance(Duration by) {
        synchronized (lock) {
            // What began at the very tick before a jump is not held to it: a moment must have passed.
            now++;
            awaitLooks(1);
            now += by.toNanos();
            // The first look sees the new time; by the second all deadlines have been looked at.
            awaitLooks(2);
        }
    }

    private void awaitLooks(int more) {
        long enough = looks + more;
        HangGuard.await(lock, () -> looks >= enough, () -> "the sweep has stopped");
    }
}
