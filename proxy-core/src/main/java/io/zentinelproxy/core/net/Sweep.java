package io.zentinelproxy.core.net;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The coarse timer of all waits. A blocking socket has no write timeout, and a timed read costs a timer each, so what waits notes
 * its deadline in a field and one platform thread looks at all of them every {@link #TICK}. Deadlines are late by up to one tick.
 */
public final class Sweep implements AutoCloseable {
    /** How often deadlines are looked at. */
    public static final Duration TICK = Duration.ofMillis(20);

    /** What has deadlines. */
    public interface Swept {
        /** Acts on what is late. Called by the sweep's thread; must neither throw nor block. */
        void sweep(long now);
    }

    private static final System.Logger LOG = System.getLogger(Sweep.class.getName());

    private final Set<Swept> swept = ConcurrentHashMap.newKeySet();
    private final Ticker ticker;
    private final Thread thread;
    private volatile long now;
    private volatile boolean closed;

    public Sweep(Ticker ticker) {
        this.ticker = ticker;
        now = ticker.nanos();
        thread = Thread.ofPlatform().daemon().name("zentinel-sweep").start(this::run);
    }

    /** The time of the last tick: good enough to compute a deadline from, and free. */
    public long now() {
        return now;
    }

    /** The exact time. */
    public long exact() {
        return ticker.nanos();
    }

    /** How long ago it last began to look at deadlines, in nanoseconds: {@link #TICK} and little more while it is well. */
    public long sinceLastTick() {
        return ticker.nanos() - now;
    }

    public void add(Swept one) {
        swept.add(one);
    }

    public void remove(Swept one) {
        swept.remove(one);
    }

    /** How many are watched. */
    public int size() {
        return swept.size();
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(TICK.toNanos());
            long tick = ticker.nanos();
            now = tick;
            for (Swept one : swept) {
                sweep(one, tick);
            }
        }
    }

    /** One that fails, for want of memory say, must not take everybody's timeouts with it. */
    private static void sweep(Swept one, long tick) {
        try {
            one.sweep(tick);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a deadline could not be looked at", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
