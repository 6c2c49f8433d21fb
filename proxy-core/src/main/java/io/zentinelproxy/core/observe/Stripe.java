package io.zentinelproxy.core.observe;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One of a log's double buffers: those who have lines fill one half under the lock, the writing thread empties the other without it. A line
 * is formed in place, so that nothing is copied or allocated, and counts only once it is whole: no line is ever torn. Behind what a
 * half may hold is room to form one more line, which then stays or not; a line that is longer than a half stays where it is alone.
 */
final class Stripe {
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by lock. */
    private final LogClock clock = new LogClock();

    private final int halfOctets;
    /** Guarded by lock. */
    private byte[] filling;
    /** Guarded by lock. */
    private int filled;
    /** Guarded by lock. */
    private boolean closed;
    /** A line found no room in this half: others are not even formed. Guarded by lock. */
    private boolean full;
    /** Belongs, with its bounds, to the writing thread. */
    private byte[] taken;

    private int takenStart;
    private int takenEnd;

    /** What became of a line. */
    enum Outcome {
        APPENDED,
        /** Appended, and with it half of the room is used: time to write. */
        HALF_FULL,
        /** There is no room for a line, or the log is closed. */
        REFUSED,
        /** Somebody else is at it. */
        BUSY
    }

    Stripe(int halfOctets) {
        this.halfOctets = halfOctets;
        filling = new byte[halfOctets + LineFormat.LONGEST_LINE];
        taken = new byte[halfOctets + LineFormat.LONGEST_LINE];
    }

    /** Appends a line unless another thread is appending here. */
    <T> Outcome tryAppend(LineFormat<T> format, T what) {
        if (!lock.tryLock()) {
            return Outcome.BUSY;
        }
        try {
            return appendLocked(format, what);
        } finally {
            lock.unlock();
        }
    }

    /** Appends a line, after waiting for the lines of others. */
    <T> Outcome append(LineFormat<T> format, T what) {
        lock.lock();
        try {
            return appendLocked(format, what);
        } finally {
            lock.unlock();
        }
    }

    private <T> Outcome appendLocked(LineFormat<T> format, T what) {
        int before = filled;
        if (closed || full || before >= halfOctets) {
            return Outcome.REFUSED;
        }
        int after = format.put(what, clock, filling, before);
        if (after > halfOctets && before > 0) {
            full = true;
            return Outcome.REFUSED;
        }
        filled = after;
        int wakeAt = halfOctets / 2;
        return before < wakeAt && after >= wakeAt ? Outcome.HALF_FULL : Outcome.APPENDED;
    }

    /** Refuses every line from now on. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes every line that was appended before the call. What a failing sink did not take stays, and goes first next time.
     * Writing thread only.
     */
    void writeTo(LineSink sink) throws IOException {
        writeTaken(sink);
        swap();
        writeTaken(sink);
    }

    private void writeTaken(LineSink sink) throws IOException {
        while (takenStart < takenEnd) {
            takenStart += sink.write(taken, takenStart, takenEnd - takenStart);
        }
    }

    private void swap() {
        lock.lock();
        try {
            byte[] empty = taken;
            taken = filling;
            takenStart = 0;
            takenEnd = filled;
            filling = empty;
            filled = 0;
            full = false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives up the rest of a line whose beginning was written, so that it does not begin the next file. Writing thread only.
     *
     * @return lines given up, 0 or 1
     */
    int skipTornLine() {
        if (takenStart == takenEnd || takenStart == 0 || taken[takenStart - 1] == '\n') {
            return 0;
        }
        while (taken[takenStart++] != '\n') {
            // A line that was taken is whole: its line feed is ahead.
        }
        return 1;
    }

    /**
     * Gives up whatever was not written. Writing thread only, after {@link #close}.
     *
     * @return lines given up, a torn one included
     */
    int abandon() {
        int lines = 0;
        do {
            while (takenStart < takenEnd) {
                if (taken[takenStart++] == '\n') {
                    lines++;
                }
            }
            swap();
        } while (takenEnd > 0);
        return lines;
    }
}
