package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.net.Waits;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of one stream: content that has come and was not taken yet, never more than the window allows. Memory for it is
 * taken as it comes, and is on the budget. The reading thread puts, one thread at a time pulls; guarded by the monitor.
 */
final class StreamInput {
    /** Room to begin with; more is made by doubling, up to the window. */
    private static final int FIRST = 2 * 1024;

    /** Of a length that was not declared, everything is taken as it comes. */
    static final long ANY = Long.MAX_VALUE;

    /** What a pull answers where more or less comes than was declared. */
    static final int WRONG = -2;

    private static final byte[] NOTHING = new byte[0];

    /** What a put came to. */
    enum Put {
        TAKEN,
        /** Nobody wants it any more. */
        DISCARDED,
        /** The peer has sent more than its window. */
        BEYOND_WINDOW,
        /** There is no memory left for it. */
        NOT_HELD
    }

    private final int capacity;
    private final HoldBudget budget;
    private final Waits waits;

    private byte[] ring = NOTHING;
    private int first;
    private int length;

    /** What the peer may still send. */
    private int window;

    /** What was taken and is not the peer's again yet. */
    private int owed;

    private long came;

    /** How much of that was taken, once or more often. */
    private long taken;

    /** Whether what was taken stays, to be gone back over. */
    private boolean kept;

    private boolean ended;
    private @Nullable Fault failure;
    private @Nullable Thread waiting;

    StreamInput(int window, HoldBudget budget, Sweep sweep) {
        capacity = window;
        this.window = window;
        this.budget = budget;
        waits = new Waits(sweep);
    }

    /** How long the peer may take. */
    Waits waits() {
        return waits;
    }

    /** The peer may not know yet how much it may send, and send so much more until it does. */
    synchronized void tolerate(int more) {
        window += more;
    }

    /**
     * Content has come.
     *
     * @param padding octets that count for the window besides
     * @param last whether it is the last
     */
    synchronized Put put(byte[] from, int start, int octets, int padding, boolean last) {
        if (octets + padding > window) {
            return Put.BEYOND_WINDOW;
        }
        window -= octets + padding;
        owed += padding;
        if (failure != null) {
            return Put.DISCARDED;
        }
        if (octets > ring.length - length && !grow(length + octets)) {
            return Put.NOT_HELD;
        }
        int at = (first + length) % Math.max(1, ring.length);
        int before = Math.min(octets, ring.length - at);
        System.arraycopy(from, start, ring, at, before);
        System.arraycopy(from, start + before, ring, 0, octets - before);
        length += octets;
        came += octets;
        ended |= last;
        wake();
        return Put.TAKEN;
    }

    private boolean grow(int needed) {
        int size = Math.max(FIRST, ring.length);
        while (size < needed) {
            size *= 2;
        }
        size = Math.max(needed, Math.min(size, capacity));
        if (!budget.take(size - ring.length)) {
            return false;
        }
        byte[] larger = new byte[size];
        int before = Math.min(length, ring.length - first);
        System.arraycopy(ring, first, larger, 0, before);
        System.arraycopy(ring, 0, larger, before, length - before);
        ring = larger;
        first = 0;
        return true;
    }

    /** The content is complete, by a frame that carries none. */
    synchronized void end() {
        ended = true;
        wake();
    }

    /**
     * No more content will come, for this reason; what has come is forgotten.
     *
     * @return octets forgotten that were never taken
     */
    synchronized int fail(Fault why) {
        if (failure == null) {
            failure = why;
        }
        int forgotten = (int) (came - taken);
        taken = came;
        letGo();
        wake();
        return forgotten;
    }

    private void wake() {
        Thread thread = waiting;
        if (thread != null) {
            waiting = null;
            LockSupport.unpark(thread);
        }
    }

    /**
     * Takes what is there, waiting for some. The last of what was declared is there once the content has ended as it was declared: who
     * passes it on before has passed on a message that may turn out to be none.
     *
     * @param left octets that are still to be taken of a declared length, or {@link #ANY}
     * @return octets taken, -1 where the content is complete, or {@link #WRONG} where it is not as long as was declared
     */
    int pull(ByteBuffer into, long left) throws Fault {
        while (true) {
            await(left);
            synchronized (this) {
                if (failure != null) {
                    throw failure;
                }
                if (isThere(left) || ended) {
                    boolean wrong = left != ANY && (length > left || ended && length < left);
                    return wrong ? WRONG : move(into);
                }
            }
        }
    }

    /** Waits until there is something to take, or the end. */
    void await() throws Fault {
        await(ANY);
    }

    private void await(long left) throws Fault {
        boolean waited = false;
        while (true) {
            synchronized (this) {
                if (isThere(left) || ended || failure != null) {
                    waiting = null;
                    if (waited) {
                        waits.end(length);
                    }
                    if (failure != null) {
                        throw failure;
                    }
                    return;
                }
                waiting = Thread.currentThread();
                if (!waited) {
                    waited = true;
                    waits.begin();
                }
            }
            LockSupport.park(this);
        }
    }

    private boolean isThere(long left) {
        return length > 0 && length != left;
    }

    private int move(ByteBuffer into) {
        if (length == 0) {
            if (!kept) {
                letGo();
            }
            return -1;
        }
        int moved = Math.min(into.remaining(), length);
        int before = Math.min(moved, ring.length - first);
        into.put(ring, first, before);
        into.put(ring, 0, moved - before);
        length -= moved;
        taken = Math.max(taken, came - length);
        owed += moved;
        if (kept) {
            first += moved;
            return moved;
        }
        first = (first + moved) % ring.length;
        if (length == 0) {
            first = 0;
            if (ended) {
                letGo();
            }
        }
        return moved;
    }

    /** Memory that holds nothing goes back, but for what a small message needs. For who may wait for long. */
    synchronized void shrink() {
        if (length == 0 && !kept && ring.length > FIRST) {
            letGo();
        }
    }

    private void letGo() {
        budget.give(ring.length);
        ring = NOTHING;
        first = 0;
        length = 0;
    }

    /** Keeps what is taken from now on, where all has come and nothing was taken; returns whether it is kept. */
    synchronized boolean keep() {
        kept |= ended && failure == null && length == came;
        return kept && failure == null;
    }

    /** Goes back to the beginning of what is kept. */
    synchronized void rewind() {
        if (failure == null) {
            first = 0;
            length = (int) came;
        }
    }

    /** What the peer may still send. */
    synchronized int window() {
        return window;
    }

    /** How much of the window is to be given back to the peer now; 0 where it is not worth a frame. */
    synchronized int takeOwed() {
        if (ended || failure != null || owed < capacity / 2) {
            return 0;
        }
        int back = owed;
        owed = 0;
        window += back;
        return back;
    }

    /** Whether all has come and was taken. */
    synchronized boolean isFinished() {
        return ended && length == 0 && failure == null;
    }

    /** Whether all has come. */
    synchronized boolean isEnded() {
        return ended;
    }

    /** Whether a {@link #pull} of this would not wait. */
    synchronized boolean hasBuffered(long left) {
        return isThere(left) || ended && length > 0;
    }

    /** Octets of content that have come. */
    synchronized long came() {
        return came;
    }
}
