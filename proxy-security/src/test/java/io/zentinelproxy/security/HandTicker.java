package io.zentinelproxy.security;

import io.zentinelproxy.core.net.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that only the test moves. Any thread. */
public final class HandTicker implements Ticker {
    /** Just before it turns negative, as a real one may. */
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000_000);

    @Override
    public long nanos() {
        return now.get();
    }

    public void advance(Duration by) {
        now.addAndGet(by.toNanos());
    }
}
