package io.zentinelproxy.core.net;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The coarse timer of all waits. A blocking socket has no write timeout, and a timed read costs a timer each, so what waits notes
 * its deadline in a field and one platform thread looks at these fields every {@link #TICK}.
 *
 * <p>To look at 26,000 of them every tick took a tenth of a core. Nearly all of so many have time, so those that say so are looked at
 * every {@link #SHARDS} ticks only, a share of them each tick. Nothing that was said to be {@link #SOON} away is missed by that, as it
 * is looked at several times before: such deadlines are late by up to one tick.
 */
public final class Sweep implements AutoCloseable {
    /** How often deadlines are looked at. */
    public static final Duration TICK = Duration.ofMillis(20);

    /** What is further away than this has time: three turns of all shares. */
    public static final long SOON = Duration.ofSeconds(1).toNanos();

    private static final int SHARDS = 16;

    /** After a tick as late as this, of a machine that slept say, everything is looked at. */
    private static final long LATE_TICK = 5 * TICK.toNanos();

    /** What has deadlines. */
    public interface Swept {
        /**
         * Acts on what is late. Called by the sweep's thread; must neither throw nor block.
         *
         * @return whether it has time: nothing of it can be late within {@link #SOON}
         */
        boolean sweep(long now);
    }

    private final List<SweptShard> shards = new ArrayList<>(SHARDS);
    private final Queue<Swept> added = new ConcurrentLinkedQueue<>();
    private final Ticker ticker;
    private final Thread thread;
    private volatile long now;

    /** The time of the last tick before a late one, and of that one. The second is written first. */
    private volatile long stalledAt = Long.MIN_VALUE;

    private volatile long resumedAt;
    private volatile boolean closed;

    public Sweep(Ticker ticker) {
        this.ticker = ticker;
        now = ticker.nanos();
        for (int shard = 0; shard < SHARDS; shard++) {
            shards.add(new SweptShard());
        }
        thread = Thread.ofPlatform().daemon().name("zentinel-sweep").start(this::run);
    }

    /** The time of the last tick: good enough to compute a deadline from, and free. */
    public long now() {
        return now;
    }

    /** When something that began at this time of {@link #now} did so at the latest: not while the clock stood still. */
    long latest(long begun) {
        return begun == stalledAt ? resumedAt : begun;
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
        shardOf(one).add(one);
        added.add(one);
    }

    public void remove(Swept one) {
        shardOf(one).remove(one);
    }

    private SweptShard shardOf(Swept one) {
        int hash = System.identityHashCode(one);
        return shards.get((hash ^ hash >>> 16) & (SHARDS - 1));
    }

    /** How many are watched. */
    public int size() {
        return shards.stream().mapToInt(SweptShard::size).sum();
    }

    private void run() {
        for (int turn = 0; !closed; turn++) {
            LockSupport.parkNanos(TICK.toNanos());
            long tick = ticker.nanos();
            long before = now;
            boolean late = tick - before > LATE_TICK;
            if (late) {
                resumedAt = tick;
                stalledAt = before;
            }
            now = tick;
            watchAdded();
            look(tick, late ? -1 : turn % SHARDS);
        }
    }

    private void watchAdded() {
        for (Swept one = added.poll(); one != null; one = added.poll()) {
            shardOf(one).watch(one);
        }
    }

    /**
     * Looks at one share as a whole, and at what is near of the others.
     *
     * @param turn the share, or -1 for all of them
     */
    private void look(long tick, int turn) {
        for (int shard = 0; shard < SHARDS; shard++) {
            if (turn == -1 || shard == turn) {
                shards.get(shard).lookAtAll(tick);
            } else {
                shards.get(shard).lookAtNear(tick);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
