package io.zentinelproxy.core.net;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Of what may happen more often than a log should tell: a line a second at most, with how many it stands for. Any thread, without a lock. */
public final class LinePerSecond {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Ticker ticker;
    private final LongAdder unsaid = new LongAdder();
    private final AtomicLong saidAt;

    /** The first that happens has its line at once. */
    public LinePerSecond(Ticker ticker) {
        this.ticker = ticker;
        saidAt = new AtomicLong(ticker.nanos() - SECOND);
    }

    /** Counts one; returns how many a line of the log has to tell of now, this one and those since the line before, 0 for no line. */
    public long toSay() {
        unsaid.increment();
        long now = ticker.nanos();
        long before = saidAt.get();
        if (now - before < SECOND || !saidAt.compareAndSet(before, now)) {
            return 0;
        }
        return unsaid.sumThenReset();
    }
}
