package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.exchange.DownstreamExchange.Cancellation;
import io.zentinelproxy.core.net.IdleBuffers;
import io.zentinelproxy.core.net.SocketTransport;
import io.zentinelproxy.core.net.Sweep;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a client goes away while its exchange waits for the origin, when nobody else reads the client. After {@link #PATIENCE}
 * a virtual thread reads once, into a small buffer: an end cancels the wait, octets are kept for the next request.
 *
 * <p>Threads: the exchange's thread calls all but {@link #sweep}; the reading thread is the watch's own.
 */
final class ClientWatch implements Sweep.Swept {
    /** Most origins answer sooner, and then nothing is watched. */
    private static final Duration PATIENCE = Duration.ofMillis(50);

    private static final int OFF = 0;
    private static final int WAITING = 1;
    private static final int READING = 2;

    private final SocketTransport transport;
    private final Sweep sweep;
    private final IdleBuffers buffers;
    private final boolean allowHalfClose;
    private final AtomicInteger state = new AtomicInteger(OFF);
    private volatile long waitingSince;
    private volatile @Nullable Thread uploader;
    private volatile boolean gone;
    private volatile @Nullable Cancellation cancellation;

    /** Set by the sweep before state is READING, cleared by the exchange's thread after the reader has ended. */
    private volatile @Nullable Thread reader;

    /** Written by the reader, read after it has ended. */
    private @Nullable ByteBuffer read;

    private int length;
    private @Nullable IOException failure;

    ClientWatch(SocketTransport transport, Sweep sweep, IdleBuffers buffers, boolean allowHalfClose) {
        this.transport = transport;
        this.sweep = sweep;
        this.buffers = buffers;
        this.allowHalfClose = allowHalfClose;
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
        cancellation = null;
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

    /** Whether the client is being read, or was, and what came is still to be taken. */
    boolean isReading() {
        return state.get() == READING;
    }

    @Override
    public void sweep(long now) {
        if (state.get() == WAITING && uploader == null && now - waitingSince > PATIENCE.toNanos()) {
            Thread starting = Thread.ofVirtual().unstarted(this::readOnce);
            reader = starting;
            if (state.compareAndSet(WAITING, READING)) {
                starting.start();
            }
        }
    }

    private void readOnce() {
        ByteBuffer into = buffers.take();
        read = into;
        try {
            length = transport.readUntimed(into);
        } catch (IOException e) {
            failure = e;
            length = -1;
        }
        if (length < 0 && (!allowHalfClose || failure != null)) {
            gone = true;
            Cancellation waiting = cancellation;
            if (waiting != null) {
                waiting.cancel();
            }
        }
    }

    /** Waits for the read to end and takes what it brought, as if it had been read now. */
    int take(ByteBuffer into) throws IOException {
        join();
        ByteBuffer from = read;
        if (failure != null) {
            throw failure;
        }
        if (length < 0 || from == null) {
            return -1;
        }
        from.flip();
        int moved = Math.min(from.remaining(), into.remaining());
        into.put(into.position(), from, from.position(), moved);
        into.position(into.position() + moved);
        if (moved < from.remaining()) {
            from.position(from.position() + moved);
            from.compact();
            return moved;
        }
        release();
        state.set(OFF);
        return moved;
    }

    private void join() throws InterruptedIOException {
        Thread running = reader;
        if (running == null) {
            return;
        }
        transport.awaitElsewhere();
        try {
            running.join();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted");
        }
        transport.settle();
        reader = null;
    }

    private void release() {
        if (read != null) {
            buffers.give(read);
            read = null;
        }
    }

    /** The connection ends: wakes the reader and gives its buffer back. */
    void end() {
        sweep.remove(this);
        if (!isReading()) {
            return;
        }
        transport.close();
        try {
            join();
        } catch (InterruptedIOException e) {
            return;
        }
        release();
    }
}
