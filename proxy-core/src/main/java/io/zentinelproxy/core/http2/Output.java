package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.http2.hpack.HpackEncoder;
import io.zentinelproxy.core.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a connection. Whoever has frames puts them into the buffer that is being filled and goes on; a thread of its own
 * writes what has been put, so that neither the reading thread nor a stream waits for the socket, and frames of many streams leave
 * together. Guarded by its monitor, which is not held across I/O.
 *
 * <p>Content waits for the windows and for room, in the order of the {@link SendQueue}; heads wait for room only; control frames wait
 * for nothing and have a reserve of room: a peer that asks for more of them than it reads loses the connection.
 */
final class Output {
    private final Transport transport;

    /** Told once, by the writing thread, that the transport has failed. */
    private final Runnable onBroken;

    private final PendingFrames pending;
    private final OutgoingHeads heads;
    private final ContentTurns turns;
    private @Nullable Thread writer;

    /** Whether the writing thread is at work, or was woken. */
    private boolean writing;

    private boolean ending;
    private boolean finished;
    private boolean broken;
    private boolean crowded;

    private int waitingForRoom;

    private int initialWindow = Frames.DEFAULT_WINDOW;

    Output(Transport transport, OutputBuffers buffers, HpackEncoder encoder, Runnable onBroken) {
        this.transport = transport;
        this.onBroken = onBroken;
        pending = new PendingFrames(buffers);
        heads = new OutgoingHeads(encoder, pending);
        turns = new ContentTurns(pending);
    }

    private boolean isOver() {
        return broken || finished;
    }

    // Control frames: by any thread, the reading one above all.

    /** Puts a control frame; where there is no room even in the reserve, the connection is {@link #isCrowded crowded}. */
    synchronized void control(int type, int flags, int stream, byte[] payload) {
        ByteBuffer into = begin(type, flags, stream, payload.length);
        if (into != null) {
            into.put(payload);
            wake();
        }
    }

    synchronized void control(int type, int stream, int value) {
        ByteBuffer into = begin(type, 0, stream, Integer.BYTES);
        if (into != null) {
            into.putInt(value);
            wake();
        }
    }

    private @Nullable ByteBuffer begin(int type, int flags, int stream, int length) {
        if (isOver()) {
            return null;
        }
        ByteBuffer into = pending.control(type, flags, stream, length);
        crowded |= into == null;
        return into;
    }

    /** Resets a stream; whoever waits to send on it is told. */
    synchronized void reset(Outgoing one, ErrorCode code) {
        fail(one, Outgoing.End.RESET);
        control(Frames.RST_STREAM, one.stream(), code.code());
    }

    /** Whether control frames no longer found room. */
    synchronized boolean isCrowded() {
        return crowded;
    }

    /** Heads and frames of content put so far. */
    synchronized long messages() {
        return heads.count() + turns.frames();
    }

    // Heads and content: by the streams' threads.

    /**
     * Puts a head, once there is room for it; it leaves with what comes next, or at {@link #flush}.
     *
     * @param last whether the stream ends with it
     * @return false where the stream or the connection has ended
     */
    synchronized boolean head(Outgoing one, HeadEncoder.Head head, boolean last) {
        if (!awaitRoom(one, head)) {
            return false;
        }
        if (!heads.put(one, head, turns.maxPayload(), last)) {
            fail(one, Outgoing.End.BROKEN);
            return false;
        }
        if (last) {
            one.ended();
            wake();
        }
        return true;
    }

    /** Waits until a head has room, which it keeps while the caller holds the guard; false where nothing is sent any more. */
    synchronized boolean awaitRoom(Outgoing one, HeadEncoder.Head head) {
        int octets = OutgoingHeads.octets(head, turns.maxPayload());
        boolean waited = false;
        while (!isOver() && one.end() == null && !pending.reserve(octets)) {
            if (!waited) {
                one.waits().begin();
                waited = true;
            }
            wake();
            awaitChange(one);
        }
        if (waited) {
            one.waits().end(octets);
        }
        return !isOver() && one.end() == null;
    }

    private void awaitChange(Outgoing one) {
        waitingForRoom++;
        try {
            wait();
        } catch (InterruptedException e) {
            fail(one, Outgoing.End.BROKEN);
        } finally {
            waitingForRoom--;
        }
    }

    /**
     * Sends content, waiting for windows and its turn.
     *
     * @param last whether the stream ends with it
     * @return false where the stream or the connection has ended before all was out
     */
    boolean content(Outgoing one, ByteBuffer from, boolean last) {
        synchronized (this) {
            if (isOver() || one.end() != null || one.isEnded()) {
                return false;
            }
            one.offer(from, last);
            if (turns.isNext(one)) {
                turns.put(one, Integer.MAX_VALUE);
            }
            wake();
            if (one.isDone()) {
                return true;
            }
            one.await(Thread.currentThread());
            turns.enqueue(one);
        }
        while (!one.isDone()) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                fail(one, Outgoing.End.BROKEN);
            }
        }
        synchronized (this) {
            return one.end() == null;
        }
    }

    /** Sends what was put. */
    synchronized void flush() {
        wake();
    }

    synchronized void urgency(Outgoing one, Urgency asked) {
        boolean queued = one.isQueued();
        turns.queue().remove(one);
        one.urgency(asked);
        if (queued) {
            turns.queue().add(one);
        }
    }

    /** Nothing more is sent on the stream; whoever waits is told. */
    synchronized void fail(Outgoing one, Outgoing.End why) {
        turns.queue().remove(one);
        one.fail(why);
        if (waitingForRoom > 0) {
            notifyAll();
        }
    }

    /**
     * Since when the peer takes nothing of what waits to be sent on the stream, or {@link Long#MAX_VALUE}. One that waits for what all
     * streams share waits for the peer only where none of them moves: its turn may be late.
     */
    synchronized long stalledSince(Outgoing one) {
        long since = one.waits().since();
        boolean content = one.isOffered() && one.remaining() > 0;
        if (since == Long.MAX_VALUE || content && one.window() <= 0) {
            return since;
        }
        if (content && turns.isShut()) {
            return turns.movedAt() - since > 0 ? turns.movedAt() : since;
        }
        return transport.untakenSince();
    }

    /** Octets of the stream's frames so far, frame headers included. */
    synchronized long frameOctets(Outgoing one) {
        return one.frameOctets();
    }

    /** Why nothing more can be sent on the stream, or null. */
    synchronized Outgoing.@Nullable End end(Outgoing one) {
        return one.end();
    }

    /** Ends our side without a wait, where nothing waits to be sent and there is room; a reset must do where there is none. */
    synchronized void endNow(Outgoing one) {
        if (!isOver() && one.end() == null && !one.isOffered() && !one.isEnded()) {
            one.offer(ByteBuffer.allocate(0), true);
            turns.put(one, 1);
            wake();
        }
    }

    /** Whether our side of the stream has ended. */
    synchronized boolean isEnded(Outgoing one) {
        return one.isEnded();
    }

    private void dispatch() {
        if (!isOver()) {
            turns.dispatch();
        }
    }

    // What the peer says, told by the reading thread.

    /** @return false where the window would grow past what is allowed */
    synchronized boolean windowUpdate(int by) {
        if (!turns.grow(by)) {
            return false;
        }
        dispatch();
        wake();
        return true;
    }

    /** @return false where the window would grow past what is allowed */
    synchronized boolean windowUpdate(Outgoing one, int by) {
        boolean legal = one.grow(by);
        if (legal && one.isOffered()) {
            turns.enqueue(one);
            dispatch();
            wake();
        }
        return legal;
    }

    /** The peer takes frames of this size. */
    synchronized void maxPayload(int octets) {
        turns.maxPayload(octets);
    }

    synchronized void tableSize(int octets) {
        heads.tableSize(octets);
    }

    /** The window that new streams begin with. */
    synchronized int initialWindow() {
        return initialWindow;
    }

    synchronized void initialWindow(int octets) {
        initialWindow = octets;
    }

    // The writing thread.

    private void wake() {
        if (writing || isOver()) {
            return;
        }
        if (!ending && pending.isEmpty()) {
            // Room was looked at, but nothing put: content waits for its window.
            pending.letGo();
            return;
        }
        writing = true;
        if (writer == null) {
            writer = Thread.ofVirtual().start(this::run);
        } else {
            LockSupport.unpark(writer);
        }
    }

    private void run() {
        try {
            for (ByteBuffer full = take(); full != null; full = take()) {
                try {
                    transport.write(full.flip());
                } finally {
                    pending.give(full);
                }
            }
            transport.endOutput();
        } catch (IOException | RuntimeException e) {
            stop();
            onBroken.run();
        }
    }

    /** The writing thread ends: what was put meanwhile is nobody's any more. */
    private synchronized void stop() {
        writing = false;
        breakOff();
    }

    /** What is to be written next, waiting for it; null once all is written and nothing more will come. */
    private @Nullable ByteBuffer take() {
        while (true) {
            synchronized (this) {
                ByteBuffer full = broken ? null : pending.take();
                if (full != null) {
                    dispatch();
                } else {
                    writing = false;
                    finished = ending || broken;
                    pending.letGo();
                }
                if (waitingForRoom > 0 || finished) {
                    notifyAll();
                }
                if (full != null || finished) {
                    return full;
                }
            }
            LockSupport.park(this);
        }
    }

    /** Writes what was put, then ends the output; nothing is put any more. */
    synchronized void end() {
        ending = true;
        wake();
    }

    /** Whether all is with the kernel, or nothing more will be. */
    synchronized boolean isSent() {
        return isOver();
    }

    /** The connection is gone. */
    synchronized void breakOff() {
        broken = true;
        if (!writing) {
            pending.letGo();
        }
        notifyAll();
        if (writer != null) {
            LockSupport.unpark(writer);
        }
    }

    /** Waits until all that was put is written, or never will be. */
    synchronized void awaitEnd() {
        boolean interrupted = false;
        while (!isOver()) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
