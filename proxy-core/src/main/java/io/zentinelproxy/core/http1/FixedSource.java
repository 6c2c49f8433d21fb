package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.fault.Fault;
import java.nio.ByteBuffer;

/** Content of a declared length; of length zero, no content. Octets that are not in the inlet yet go past it, without a copy. */
final class FixedSource implements BodySource {
    private final Receiver from;
    private long remaining;
    private long length;
    private int start;

    FixedSource(Receiver from) {
        this.from = from;
    }

    /** Content of this length begins at the inlet's position. */
    FixedSource begin(long octets) {
        length = octets;
        remaining = octets;
        start = from.inlet().position();
        return this;
    }

    /** Whether all of it stands in the inlet, so that it can be read again. */
    boolean isBuffered() {
        return from.inlet().buffered() >= remaining;
    }

    /** Goes back to the beginning; only content that was buffered as a whole before the first pull can. */
    void rewind() {
        from.inlet().position(start);
        remaining = length;
    }

    @Override
    public int pull(ByteBuffer into) throws Fault {
        if (remaining == 0) {
            return -1;
        }
        int moved = from.inlet().buffered() > 0 ? drain(into) : direct(into);
        remaining -= moved;
        return moved;
    }

    private int drain(ByteBuffer into) {
        return from.inlet().drain(into, (int) Math.min(remaining, Integer.MAX_VALUE));
    }

    private int direct(ByteBuffer into) throws Fault {
        int limit = into.limit();
        if (into.remaining() > remaining) {
            into.limit(into.position() + (int) remaining);
        }
        int moved = from.direct(into);
        into.limit(limit);
        if (moved < 0) {
            throw from.brokenOff();
        }
        return moved;
    }

    @Override
    public boolean isFinished() {
        return remaining == 0;
    }

    @Override
    public boolean hasBuffered() {
        return remaining > 0 && from.inlet().buffered() > 0;
    }

    @Override
    public long remaining() {
        return remaining;
    }

    @Override
    public long pulled() {
        return length - remaining;
    }
}
