package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.bytes.Buffers;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.net.Waits;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of one stream: its window, and the content that waits for a turn. All of it is guarded by the {@link Output}, which
 * takes content straight from the buffer of the thread that waits here.
 */
final class Outgoing {
    /** Why nothing more can be sent on the stream. */
    enum End {
        /** The stream was reset, by either side. */
        RESET,
        /** The peer did not take content in time. */
        LATE,
        /** The peer took nothing, and others wait for what the stream's exchange holds. */
        STALLED,
        /** The stream has lasted too long. */
        EXPIRED,
        /** The connection is gone. */
        BROKEN
    }

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** 0 until the stream is opened, by a connection of ours to an origin. */
    private int stream;

    private final Sweep sweep;
    private final Waits waits;
    private final Runnable onEnded;
    private int window;
    private Urgency urgency = Urgency.DEFAULT;
    private ByteBuffer content = NOTHING;
    private boolean last;
    private boolean queued;
    private boolean ended;
    private long frameOctets;
    private @Nullable Thread waiting;
    private @Nullable End end;

    /** Whether the content offered is out, or will never be. Read by the waiting thread without the guard. */
    private volatile boolean done = true;

    /** @param onEnded told once, under the guard, when the frame that ends our side is put */
    Outgoing(int stream, int window, Sweep sweep, Runnable onEnded) {
        this.onEnded = onEnded;
        this.stream = stream;
        this.window = window;
        this.sweep = sweep;
        waits = new Waits(sweep);
    }

    int stream() {
        return stream;
    }

    /** The stream is being opened. */
    void open(int number, int peerWindow) {
        stream = number;
        window = peerWindow;
    }

    /** The time of the sweep's clock. */
    long now() {
        return sweep.now();
    }

    /** How long the peer may take. */
    Waits waits() {
        return waits;
    }

    int window() {
        return window;
    }

    /** @return false where the window would grow past what is allowed (RFC 9113 section 6.9.1) */
    boolean grow(int by) {
        long grown = (long) window + by;
        if (grown > Frames.MAX_31) {
            return false;
        }
        window = (int) grown;
        return true;
    }

    Urgency urgency() {
        return urgency;
    }

    void urgency(Urgency asked) {
        urgency = asked;
    }

    /** Content is to be sent, and with it the stream's end. */
    void offer(ByteBuffer from, boolean andEnd) {
        content = from;
        last = andEnd;
        done = false;
    }

    /** The thread that offered it waits from now on. */
    void await(Thread thread) {
        waiting = thread;
        waits.begin();
    }

    boolean isOffered() {
        return !done;
    }

    boolean isDone() {
        return done;
    }

    boolean isLast() {
        return last;
    }

    int remaining() {
        return content.remaining();
    }

    /** Moves content into a frame. */
    void move(ByteBuffer into, int octets) {
        Buffers.move(content, into, octets);
        window -= octets;
    }

    /** So many octets of content went out; none may be left. */
    void moved(int octets) {
        if (waiting != null) {
            waits.end(octets);
        }
        if (!content.hasRemaining() && (!last || ended)) {
            finish();
        } else if (waiting != null) {
            waits.begin();
        }
    }

    private void finish() {
        content = NOTHING;
        done = true;
        Thread thread = waiting;
        if (thread != null) {
            waiting = null;
            LockSupport.unpark(thread);
        }
    }

    /** Nothing more goes out; whoever waits is told. */
    void fail(End why) {
        if (end == null) {
            end = why;
        }
        if (waiting != null) {
            waits.end(0);
        }
        finish();
    }

    @Nullable
    End end() {
        return end;
    }

    boolean isQueued() {
        return queued;
    }

    void queued(boolean now) {
        queued = now;
    }

    /** The frame that ends our side has been put. */
    void ended() {
        ended = true;
        onEnded.run();
    }

    boolean isEnded() {
        return ended;
    }

    void count(int octets) {
        frameOctets += octets;
    }

    /** Octets of this stream's frames so far, frame headers included. */
    long frameOctets() {
        return frameOctets;
    }
}
