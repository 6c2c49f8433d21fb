package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.net.Listener;
import io.zentinelproxy.core.net.Sweep;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether the threads that everything hangs on are at work. A process whose acceptor has ended, whose timeouts are no longer looked
 * at or whose carriers are all stuck still answers to its name, and serves nobody.
 */
final class Vitals {
    /** A tick comes every 20 ms; the longest collection of a heap of this size takes well under a second. */
    private static final Duration LATEST_TICK = Duration.ofSeconds(5);

    /** How long a new virtual thread may wait for its turn behind all the others. */
    private static final Duration LATEST_TURN = Duration.ofSeconds(5);

    private final Sweep sweep;
    private final List<Listener> listeners;

    Vitals(Sweep sweep, List<Listener> listeners) {
        this.sweep = sweep;
        this.listeners = listeners;
    }

    /** What is not at work, or null. Waits up to 5 seconds. A listener that was closed, for a drain, is not missed. */
    @Nullable
    String ailment() {
        for (Listener listener : listeners) {
            if (listener.hasDied()) {
                return "the acceptor of listener " + listener.id() + " has ended";
            }
        }
        if (sweep.sinceLastTick() > LATEST_TICK.toNanos()) {
            return "deadlines have not been looked at for " + TimeUnit.NANOSECONDS.toSeconds(sweep.sinceLastTick())
                    + " s";
        }
        return virtualThreadsRun() ? null : "no virtual thread got its turn in " + LATEST_TURN.toSeconds() + " s";
    }

    private static boolean virtualThreadsRun() {
        CountDownLatch ran = new CountDownLatch(1);
        Thread.ofVirtual().start(ran::countDown);
        try {
            return ran.await(LATEST_TURN.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
