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

    private final SendQueue queue = new SendQueue();
    private final HpackEncoder encoder;
    private final PendingFrames pending;
    private @Nullable Thread writer;

    /** Whether the writing thread is at work, or was woken. */
    private boolean writing;

    private boolean ending;
    private boolean finished;
    private boolean broken;
    private boolean crowded;

    /** Heads and frames of content put so far. */
    private long messages;

    private int waitingForRoom;

    /** When content was last put, on the sweep's clock. */
    private long movedAt;

    private int window = Frames.DEFAULT_WINDOW;
    private int initialWindow = Frames.DEFAULT_WINDOW;
    private int maxPayload = Frames.MAX_PAYLOAD;

    Output(Transport transport, OutputBuffers buffers, HpackEncoder encoder, Runnable onBroken) {
        this.transport = transport;
        this.encoder = encoder;
        this.onBroken = onBroken;
        pending = new PendingFrames(buffers);
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
        return messages;
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
        messages++;
        encoder.begin();
        head.encode(encoder);
        if (encoder.isOverflowed()) {
            // A head without some of its fields is another one, and nothing of it may be in the peer's table.
            encoder.abandon();
            fail(one, Outgoing.End.BROKEN);
            return false;
        }
        pending.block(one, encoder.octets(), encoder.length(), maxPayload, last);
        encoder.release();
        if (last) {
            one.ended();
            wake();
        }
        return true;
    }

    /** Waits until a head has room, which it keeps while the caller holds the guard; false where nothing is sent any more. */
    synchronized boolean awaitRoom(Outgoing one, HeadEncoder.Head head) {
        int most = head.mostOctets();
        int octets = most + Frames.HEADER * (1 + most / maxPayload);
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
            // What only ends needs no window, so that it waits for none that is behind one.
            if (queue.isFirst(one) || one.remaining() == 0) {
                put(one, Integer.MAX_VALUE);
            }
            wake();
            if (one.isDone()) {
                return true;
            }
            one.await(Thread.currentThread());
            enqueue(one);
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

    private void enqueue(Outgoing one) {
        boolean onlyEnds = one.remaining() == 0;
        if (one.isOffered() && !one.isQueued() && (one.window() > 0 || onlyEnds)) {
            queue.add(one);
        }
    }

    /** Puts frames of content, at most so many, as far as windows and room allow. */
    private void put(Outgoing one, int frames) {
        int moved = 0;
        for (int i = 0; i < frames && !one.isEnded(); i++) {
            int octets = next(one);
            boolean ends = one.isLast() && octets == one.remaining();
            if (octets < 0 || octets == 0 && !ends) {
                break;
            }
            pending.content(one, octets, ends);
            window -= octets;
            messages++;
            moved += octets;
            if (ends) {
                one.ended();
            }
        }
        if (moved > 0) {
            movedAt = one.now();
        }
        one.moved(moved);
    }

    /** How much content the next frame can carry; -1 where there is no room for one. */
    private int next(Outgoing one) {
        int room = pending.room() - Frames.HEADER;
        int wanted = Math.min(one.remaining(), maxPayload);
        if (room < Math.min(wanted, PendingFrames.RESERVE)) {
            return -1;
        }
        return Math.max(0, Math.min(Math.min(wanted, room), Math.min(window, one.window())));
    }

    /** Gives turns to those that wait, as far as the connection's window and the room go. */
    private void dispatch() {
        while (!isOver() && window > 0 && !queue.isEmpty() && hasRoom()) {
            Outgoing one = queue.poll();
            if (one == null) {
                return;
            }
            put(one, 1);
            if (one.isOffered() && (one.window() > 0 || one.remaining() == 0)) {
                queue.addAgain(one);
            }
        }
    }

    /** Whether {@link #next} finds room whatever is wanted: else one that cannot move would have one turn after another. */
    private boolean hasRoom() {
        return pending.room() - Frames.HEADER >= PendingFrames.RESERVE;
    }

    synchronized void urgency(Outgoing one, Urgency asked) {
        boolean queued = one.isQueued();
        queue.remove(one);
        one.urgency(asked);
        if (queued) {
            queue.add(one);
        }
    }

    /** Nothing more is sent on the stream; whoever waits is told. */
    synchronized void fail(Outgoing one, Outgoing.End why) {
        queue.remove(one);
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
        if (content && window <= 0) {
            return movedAt - since > 0 ? movedAt : since;
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
            put(one, 1);
            wake();
        }
    }

    /** Whether our side of the stream has ended. */
    synchronized boolean isEnded(Outgoing one) {
        return one.isEnded();
    }

    // What the peer says, told by the reading thread.

    /** @return false where the window would grow past what is allowed */
    synchronized boolean windowUpdate(int by) {
        long grown = (long) window + by;
        if (grown > Frames.MAX_31) {
            return false;
        }
        window = (int) grown;
        dispatch();
        wake();
        return true;
    }

    /** @return false where the window would grow past what is allowed */
    synchronized boolean windowUpdate(Outgoing one, int by) {
        boolean legal = one.grow(by);
        if (legal && one.isOffered()) {
            enqueue(one);
            dispatch();
            wake();
        }
        return legal;
    }

    /** The peer takes frames of this size. */
    synchronized void maxPayload(int octets) {
        // Larger frames would only make others wait.
        maxPayload = Math.min(octets, Frames.MAX_PAYLOAD);
    }

    synchronized void tableSize(int octets) {
        encoder.peerTableSize(octets);
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
