package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.fault.Fault;
import java.nio.ByteBuffer;

/** Content that ends where its connection ends. Nothing tells an end from a break, but for a reset. */
final class UntilCloseSource implements BodySource {
    private final Receiver from;
    private boolean finished;
    private long pulled;

    UntilCloseSource(Receiver from) {
        this.from = from;
    }

    UntilCloseSource begin() {
        finished = false;
        pulled = 0;
        return this;
    }

    @Override
    public int pull(ByteBuffer into) throws Fault {
        if (finished) {
            return -1;
        }
        int moved = hasBuffered() ? from.inlet().drain(into, Integer.MAX_VALUE) : from.direct(into);
        if (moved < 0) {
            finished = true;
            return -1;
        }
        pulled += moved;
        return moved;
    }

    @Override
    public boolean isFinished() {
        return finished;
    }

    @Override
    public boolean hasBuffered() {
        return from.inlet().buffered() > 0;
    }

    @Override
    public long remaining() {
        return finished ? 0 : -1;
    }

    @Override
    public long pulled() {
        return pulled;
    }
}
