package io.zentinelproxy.security.redis;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends questions that take too long, by cutting their connections. A timeout of the socket would hold for each read only, so that a server that
 * says an octet now and then could keep a request as long as it likes; and it costs each question a timer that is set and taken back.
 *
 * <p>A thread of its own sleeps until the earliest deadline of the questions that were asked when it fell asleep, or until one is asked where
 * there were none: it is woken once in a timeout at most, and never while nobody asks. Any thread.
 */
final class Watch implements AutoCloseable {
    /** Longer than any process lives, and short enough to be compared with {@link System#nanoTime}. */
    private static final long NEVER_NANOS = Long.MAX_VALUE / 2;

    private final Set<Pooled> connections = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    /** Until when the thread sleeps unless it is woken. */
    private volatile long wakesAt = System.nanoTime();

    private volatile boolean closed;

    private Watch(String name) {
        thread = Thread.ofVirtual().name("zentinel-limits-watch " + name).unstarted(this::run);
    }

    static Watch start(String name) {
        Watch watch = new Watch(name);
        watch.thread.start();
        return watch;
    }

    /** From now on questions over this one are watched. */
    void add(Pooled one) {
        connections.add(one);
    }

    /** Over this one nothing is asked any more. */
    void remove(Pooled one) {
        connections.remove(one);
        if (closed) {
            LockSupport.unpark(thread);
        }
    }

    /** A question begins, and is ended at the deadline, as {@link System#nanoTime} tells it. */
    void begin(Pooled one, long deadline) {
        one.begin(deadline);
        // In this order, and the other way round where the thread falls asleep: one of the two sees what the other has
        // written.
        if (deadline - wakesAt < 0) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed || !connections.isEmpty()) {
            long now = System.nanoTime();
            connections.forEach(one -> one.endIfLate(now));
            long pause = pause(now);
            wakesAt = now + pause;
            if (pause(now) >= pause && !(closed && connections.isEmpty())) {
                LockSupport.parkNanos(this, pause);
            }
        }
    }

    private long pause(long now) {
        long least = NEVER_NANOS;
        for (Pooled one : connections) {
            least = Math.min(least, one.nanosLeft(now));
        }
        return least;
    }

    /** Whether the thread has ended. */
    boolean isOver() {
        return !thread.isAlive();
    }

    /** The thread ends with the last of the questions that are being asked. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
