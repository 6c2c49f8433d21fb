package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.exchange.TokenQueue;
import java.util.concurrent.atomic.AtomicLong;

/** The tokens that an endpoint has still to take, and how many it takes in a second. Any thread. */
final class QueuedTokens implements TokenQueue {
    /** How much the last request says of the rate, against all before. */
    private static final double SMOOTHING = 0.3;

    /** Tokens a second of one that has served nothing yet, of the order of a large model on one accelerator. */
    private static final double FIRST_RATE = 100;

    private static final double NANOS_PER_SECOND = 1e9;

    private final AtomicLong queued = new AtomicLong();

    /** Bits of a double. */
    private final AtomicLong rate = new AtomicLong(Double.doubleToRawLongBits(FIRST_RATE));

    @Override
    public void add(long tokens) {
        queued.addAndGet(tokens);
    }

    @Override
    public void remove(long tokens, long nanos, boolean served) {
        queued.addAndGet(-tokens);
        if (served && nanos > 0) {
            double seen = tokens * NANOS_PER_SECOND / nanos;
            rate.updateAndGet(before ->
                    Double.doubleToRawLongBits(Double.longBitsToDouble(before) * (1 - SMOOTHING) + seen * SMOOTHING));
        }
    }

    /** Seconds until all are taken. */
    double seconds(long more) {
        return (queued.get() + more) / Double.longBitsToDouble(rate.get());
    }
}
