package io.zentinelproxy.core.exchange;

import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.Fields;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Content that is kept while it is sent, as far as it fits, so that it can be sent again from its beginning. Nothing waits for that: it
 * goes on as it comes.
 *
 * <p>Each try has a {@link #source} of its own, which the next one takes the place of. The thread of a try that has failed may still
 * wait for octets of the client then, and cannot be woken without losing the client. It is left alone: what it gets is kept here, where
 * the next try finds it, and then it ends with a fault. So one thread at a time takes octets from the client, whichever try it is of,
 * and none are lost.
 */
public final class ReplayedContent implements AutoCloseable {
    private static final int FIRST = 8 * 1024;

    private final BodySource from;
    private final int most;
    private final HoldBudget budget;

    /** Held by the thread that takes octets from the client. */
    private final ReentrantLock taking = new ReentrantLock();

    /** Guarded by the monitor, as are the next. */
    private byte[] octets = new byte[0];

    private int length;

    /** Octets that this has of the budget. */
    private int charged;

    /** Whether what comes is kept still. */
    private boolean keeping = true;

    /** Whether more has come than is kept. */
    private boolean overflowed;

    private boolean closed;

    /** What the client's content has ended with. */
    private @Nullable Fault fault;

    private volatile boolean complete;
    private volatile Try current = new Try();

    /** @param most octets that are kept */
    public ReplayedContent(BodySource from, int most, HoldBudget budget) {
        this.from = from;
        this.most = most;
        this.budget = budget;
    }

    /** The content, for the try that is under way. */
    public BodySource source() {
        return current;
    }

    /** Whether all of it could be sent again, at this moment. */
    public synchronized boolean isHere() {
        return keeping && !overflowed;
    }

    /** Begins another try; false where the content cannot be sent again. */
    public synchronized boolean rewind() {
        if (!isHere()) {
            return false;
        }
        current = new Try();
        return true;
    }

    /** Whether the client has sent all of it. */
    public boolean isComplete() {
        return complete;
    }

    /** Octets kept. */
    public synchronized int length() {
        return length;
    }

    /** Why the client sends no more, or null. */
    public synchronized @Nullable Fault fault() {
        return fault;
    }

    /** There will be no other try: nothing more is kept, and what is here goes once it has been sent. */
    public synchronized void letGo() {
        keeping = false;
    }

    @Override
    public synchronized void close() {
        keeping = false;
        closed = true;
        drop();
    }

    private void drop() {
        budget.give(charged);
        charged = 0;
        octets = new byte[0];
        length = 0;
    }

    /** Room for what comes next, in octets; 0 where it is not kept. */
    private int room() {
        if (!keeping || overflowed) {
            return 0;
        }
        if (length == octets.length && !grow()) {
            overflowed = true;
            return 0;
        }
        return octets.length - length;
    }

    private boolean grow() {
        int size = (int) Math.min(most, Math.max(FIRST, octets.length * 2L));
        if (size == octets.length || !budget.take(size - octets.length)) {
            return false;
        }
        charged += size - octets.length;
        octets = Arrays.copyOf(octets, size);
        return true;
    }

    private void keep(ByteBuffer filled, int start, int count) {
        if (!closed) {
            filled.get(start, octets, length, count);
            length += count;
        }
    }

    /** Pulled by the thread of its try. */
    private final class Try implements BodySource {
        private static final int NONE = 0;

        /** In what is kept; beyond that once nothing is. Guarded by the content's monitor for writing. */
        private volatile int position;

        /** Octets that went by without being kept. */
        private volatile long past;

        @Override
        public int pull(ByteBuffer into) throws Fault {
            int moved = pullKept(into);
            if (moved != NONE) {
                return moved;
            }
            taking.lock();
            try {
                // Another try's thread may have got some meanwhile.
                moved = pullKept(into);
                return moved == NONE ? pullOn(into) : moved;
            } finally {
                taking.unlock();
            }
        }

        /** From what is kept: octets moved, -1 at the end of the content, 0 where more is to come. */
        private int pullKept(ByteBuffer into) throws Fault {
            synchronized (ReplayedContent.this) {
                requireCurrent();
                if (position < length) {
                    int moved = Math.min(into.remaining(), length - position);
                    into.put(octets, position, moved);
                    position += moved;
                    return moved;
                }
                if (fault != null) {
                    throw fault;
                }
                return complete ? -1 : NONE;
            }
        }

        private void requireCurrent() throws UpstreamFault {
            if (current != this) {
                throw new UpstreamFault(UpstreamFault.Kind.STREAM_RESET);
            }
        }

        /** From the client, by one thread at a time. */
        private int pullOn(ByteBuffer into) throws Fault {
            int room;
            synchronized (ReplayedContent.this) {
                requireCurrent();
                room = room();
                if (room == 0 && length > 0) {
                    past += length;
                    position = 0;
                    drop();
                }
            }
            int start = into.position();
            int limit = into.limit();
            if (room > 0) {
                into.limit(start + Math.min(into.remaining(), room));
            }
            try {
                return came(take(into), into, start, room > 0);
            } finally {
                into.limit(limit);
            }
        }

        private int take(ByteBuffer into) throws Fault {
            try {
                return from.pull(into);
            } catch (Fault e) {
                synchronized (ReplayedContent.this) {
                    fault = e;
                }
                throw e;
            }
        }

        private int came(int count, ByteBuffer into, int start, boolean kept) throws UpstreamFault {
            synchronized (ReplayedContent.this) {
                if (count > 0 && kept) {
                    keep(into, start, count);
                }
                complete = count < 0 || from.isFinished();
                requireCurrent();
                if (kept) {
                    position += Math.max(count, 0);
                } else {
                    past += Math.max(count, 0);
                }
                return count;
            }
        }

        /** One that was taken the place of goes on to its next pull, and ends there. */
        private boolean isOver() {
            return current != this;
        }

        @Override
        public boolean isFinished() {
            return complete && position >= ReplayedContent.this.length();
        }

        @Override
        public boolean hasBuffered() {
            return isOver() || position < ReplayedContent.this.length() || !complete && from.hasBuffered();
        }

        @Override
        public long remaining() {
            long rest = complete ? 0 : from.remaining();
            return rest < 0 ? -1 : rest + ReplayedContent.this.length() - position;
        }

        @Override
        public long pulled() {
            return past + position;
        }

        @Override
        public @Nullable Fields trailers() {
            return from.trailers();
        }
    }
}
