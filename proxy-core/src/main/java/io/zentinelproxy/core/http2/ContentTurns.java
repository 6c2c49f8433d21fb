package io.zentinelproxy.core.http2;

/**
 * Content of all streams on its way into frames: as far as the windows of the connection and the stream go and there is room, in the
 * order of the {@link SendQueue}. Guarded by the {@link Output}.
 */
final class ContentTurns {
    private final PendingFrames pending;
    private final SendQueue queue = new SendQueue();
    private int window = Frames.DEFAULT_WINDOW;
    private int maxPayload = Frames.MAX_PAYLOAD;

    /** Frames put so far. */
    private long frames;

    /** When content was last put, on the sweep's clock. */
    private long movedAt;

    ContentTurns(PendingFrames pending) {
        this.pending = pending;
    }

    SendQueue queue() {
        return queue;
    }

    /** Octets that one frame may carry. */
    int maxPayload() {
        return maxPayload;
    }

    /** The peer takes frames of this size. */
    void maxPayload(int octets) {
        // Larger frames would only make others wait.
        maxPayload = Math.min(octets, Frames.MAX_PAYLOAD);
    }

    /** Frames put so far. */
    long frames() {
        return frames;
    }

    /** Whether nothing can be sent until the peer opens the window of all streams. */
    boolean isShut() {
        return window <= 0;
    }

    long movedAt() {
        return movedAt;
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

    /** Whether it need not wait for others; what only ends needs no window, so that it waits for none that is behind one. */
    boolean isNext(Outgoing one) {
        return queue.isFirst(one) || one.remaining() == 0;
    }

    /** Content that was offered waits for its turn, unless it waits for the window of its stream. */
    void enqueue(Outgoing one) {
        boolean onlyEnds = one.remaining() == 0;
        if (one.isOffered() && !one.isQueued() && (one.window() > 0 || onlyEnds)) {
            queue.add(one);
        }
    }

    /** Puts frames of content, at most so many, as far as windows and room allow. */
    void put(Outgoing one, int frames) {
        int moved = 0;
        for (int i = 0; i < frames && !one.isEnded(); i++) {
            int octets = next(one);
            boolean ends = one.isLast() && octets == one.remaining();
            if (octets < 0 || octets == 0 && !ends) {
                break;
            }
            pending.content(one, octets, ends);
            window -= octets;
            this.frames++;
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
    void dispatch() {
        while (window > 0 && !queue.isEmpty() && hasRoom()) {
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
}
