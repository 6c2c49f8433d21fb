package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.Buffers;
import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.exchange.OriginWait.Cancellation;
import io.zentinelproxy.core.net.IdleBuffers;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.net.Transport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a client goes away while its exchange waits for the origin, when nobody else reads the client. After {@link #PATIENCE}
 * a virtual thread reads: an end cancels the wait, octets are kept for the next request.
 *
 * <p>Threads: the exchange's thread calls all but {@link #sweep} and {@link #close}; the reading thread is the watch's own. What
 * both touch is guarded by the monitor, which is not held while reading.
 */
final class ClientWatch implements Sweep.Swept {
    /** Most origins answer sooner, and then nothing is watched. A third of a second more where the connection was quiet before. */
    private static final Duration PATIENCE = Duration.ofMillis(50);

    /** Octets of pipelined requests that are kept; a client that sends more is not watched any longer. */
    private static final int MAX_KEPT_OCTETS = 16 * 1024;

    private static final int OFF = 0;
    private static final int WAITING = 1;
    private static final int READING = 2;

    private final Transport transport;
    private final Sweep sweep;
    private final IdleBuffers buffers;
    private final HoldBudget budget;
    private final boolean allowHalfClose;
    private final AtomicInteger state = new AtomicInteger(OFF);
    private volatile long waitingSince;
    private volatile @Nullable Thread uploader;
    private volatile boolean gone;
    private volatile @Nullable Cancellation cancellation;

    /** Octets read and not taken yet, ready to be put into. Guarded by this. */
    private @Nullable ByteBuffer kept;

    /** Whether that is the buffer which was read into, and no room of the budget. Guarded by this. */
    private boolean keptInBuffer;

    /** Whether the reader has stopped. Guarded by this, as are the next two. */
    private boolean stopped;

    /** Whether it stopped because the client ended its sending side. */
    private boolean closedByPeer;

    private @Nullable IOException failure;

    ClientWatch(Transport transport, Sweep sweep, IdleBuffers buffers, HoldBudget budget, boolean allowHalfClose) {
        this.transport = transport;
        this.sweep = sweep;
        this.buffers = buffers;
        this.budget = budget;
        this.allowHalfClose = allowHalfClose;
        waitingSince = sweep.now();
        sweep.add(this);
    }

    void begin() {
        uploader = null;
    }

    void awaitOrigin(Cancellation onGone) {
        cancellation = onGone;
        if (gone) {
            onGone.cancel();
        }
        if (state.getPlain() == OFF) {
            waitingSince = sweep.now();
            state.setRelease(WAITING);
        }
    }

    void originArrived() {
        synchronized (this) {
            cancellation = null;
        }
        if (state.getPlain() == WAITING) {
            state.compareAndSet(WAITING, OFF);
        }
    }

    void uploading(@Nullable Thread by) {
        uploader = by;
    }

    /** Who takes the request's content from the client, where that is not the exchange's own thread. */
    @Nullable
    Thread uploader() {
        return uploader;
    }

    boolean isUploading() {
        return uploader != null;
    }

    boolean isGone() {
        return gone;
    }

    /** Whether the client is being read, or what was read is still to be taken. */
    boolean isReading() {
        return state.get() == READING;
    }

    @Override
    public boolean sweep(long now) {
        boolean waiting = state.get() == WAITING;
        long since = now - waitingSince;
        if (waiting && uploader == null && since > PATIENCE.toNanos() && state.compareAndSet(WAITING, READING)) {
            Thread.ofVirtual().start(this::readWhileWaiting);
        }
        return since > Sweep.SOON && (!waiting || uploader != null);
    }

    private void readWhileWaiting() {
        ByteBuffer into = null;
        try {
            into = buffers.take();
            while (true) {
                int length = transport.readUntimed(into.clear());
                if (length < 0) {
                    end(null);
                    return;
                }
                into = keep(into);
                if (into == null) {
                    return;
                }
            }
        } catch (IOException e) {
            end(e);
        } catch (RuntimeException | Error e) {
            // Whoever waits for this thread must hear of its end, whatever that was.
            end(new IOException(e));
        } finally {
            if (into != null) {
                buffers.give(into);
            }
        }
    }

    /**
     * Keeps what came. Where the budget has no room, it stays in the buffer that it was read into.
     *
     * @return the buffer to read on into, or null to stop: the origin has answered, or no more may be kept
     */
    private synchronized @Nullable ByteBuffer keep(ByteBuffer read) {
        if (kept == null && budget.take(MAX_KEPT_OCTETS)) {
            kept = ByteBuffer.allocate(MAX_KEPT_OCTETS);
        }
        ByteBuffer room = kept;
        notifyAll();
        if (room == null) {
            kept = read;
            keptInBuffer = true;
            stopped = true;
            return null;
        }
        room.put(read.flip());
        if (cancellation != null && room.remaining() >= IdleBuffers.CAPACITY) {
            return read;
        }
        stopped = true;
        buffers.give(read);
        return null;
    }

    private void end(@Nullable IOException how) {
        synchronized (this) {
            stopped = true;
            closedByPeer = true;
            failure = how;
            // A half-closed client still wants its answer where the listener says so, and one whose input was ended for
            // being late
            // hears of that; one that reset does not.
            gone |= !allowHalfClose && !transport.isLate() || how != null;
            notifyAll();
        }
        if (gone) {
            cancel();
        }
    }

    /** The connection is being closed: ends the wait for the origin that is under way, or is just about to begin. Any thread. */
    synchronized void close() {
        gone = true;
        cancel();
    }

    /**
     * Ends the wait for the origin that is under way, if there is one. Under the monitor, so that a wait that is over is never
     * cancelled: its connection may serve another client already.
     */
    private synchronized void cancel() {
        Cancellation waiting = cancellation;
        if (waiting != null) {
            waiting.cancel();
        }
    }

    /** Takes what was read, waiting for it if there is nothing yet; the read timeout runs for the reader meanwhile. */
    int take(ByteBuffer into) throws IOException {
        transport.awaitElsewhere();
        int length = 0;
        try {
            length = takeKept(into);
            return length;
        } finally {
            transport.settle(length);
        }
    }

    private synchronized int takeKept(ByteBuffer into) throws IOException {
        while (!stopped && isEmpty()) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new InterruptedIOException("interrupted");
            }
        }
        ByteBuffer from = kept;
        if (from != null && from.position() > 0) {
            return drain(from, into);
        }
        if (failure != null) {
            throw failure;
        }
        return -1;
    }

    private boolean isEmpty() {
        return kept == null || kept.position() == 0;
    }

    private int drain(ByteBuffer from, ByteBuffer into) {
        from.flip();
        int moved = Buffers.move(from, into);
        from.compact();
        if (from.position() == 0) {
            letGo();
            // A reader that saw the end stays on record: the next take says so.
            if (stopped && !closedByPeer) {
                stopped = false;
                state.set(OFF);
            }
        }
        return moved;
    }

    /** Gives back the room of what was kept, for which nobody asks any more. */
    private synchronized void letGo() {
        ByteBuffer buffer = kept;
        kept = null;
        if (buffer == null) {
            return;
        }
        if (keptInBuffer) {
            keptInBuffer = false;
            buffers.give(buffer);
        } else {
            budget.give(MAX_KEPT_OCTETS);
        }
    }

    /** The connection ends: wakes the reader and waits for it, so that its buffer is back. */
    void end() {
        sweep.remove(this);
        if (isReading()) {
            awaitReader();
        }
        letGo();
    }

    private void awaitReader() {
        transport.close();
        boolean interrupted = false;
        synchronized (this) {
            while (!stopped) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
