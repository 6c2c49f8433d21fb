package io.zentinelproxy.security.local;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketListener;
import io.github.bucket4j.MathType;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizedBucket;
import io.zentinelproxy.core.net.Ticker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A key and its bucket. It is the clock of its bucket too, and remembers what it said: when the bucket will be full follows from that
 * without a second look at the time. Any thread.
 */
final class KnownKey implements TimeMeter {
    private static final VarHandle ASKED = handle("asked");
    private static final VarHandle FULL = handle("full");

    final long high;
    final long low;
    final SynchronizedBucket bucket;
    private final Ticker ticker;

    /** When it was asked last, and when its bucket will be full: read and written whole, in no order with anything else. */
    private long asked;

    private long full;
    private volatile boolean gone;

    KnownKey(long high, long low, BucketConfiguration rate, Ticker ticker) {
        this.high = high;
        this.low = low;
        this.ticker = ticker;
        full = ticker.nanos();
        bucket = new SynchronizedBucket(rate, MathType.INTEGER_64_BITS, this, BucketListener.NOPE);
    }

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup()
                    .findVarHandle(KnownKey.class, field, long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    boolean is(long otherHigh, long otherLow) {
        return low == otherLow && high == otherHigh;
    }

    @Override
    public long currentTimeNanos() {
        long now = ticker.nanos();
        ASKED.setOpaque(this, now);
        return now;
    }

    @Override
    public boolean isWallClockBased() {
        return false;
    }

    /** Its bucket will be full so many nanoseconds after it was asked. */
    void fullIn(long nanos) {
        FULL.setOpaque(this, (long) ASKED.getOpaque(this) + nanos);
    }

    /** Nanoseconds until its bucket is full; not positive where it is. */
    long left(long now) {
        return (long) FULL.getOpaque(this) - now;
    }

    /** Whether it is no longer in the table: what was taken of its bucket counts for nothing. */
    boolean isGone() {
        return gone;
    }

    /** Forgets it whatever its bucket holds. */
    void forget() {
        gone = true;
    }

    /**
     * Forgets it if its bucket is full. Who takes of the bucket meanwhile either did so before it is looked at here, or sees afterwards
     * that the key is gone: the bucket's lock is between.
     */
    boolean forgetIfFull(long burst) {
        gone = true;
        if (bucket.getAvailableTokens() < burst) {
            gone = false;
        }
        return gone;
    }
}
