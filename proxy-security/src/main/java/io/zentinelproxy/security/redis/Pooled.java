package io.zentinelproxy.security.redis;

import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.Connection;

/** A connection, and until when the question that is asked over it may take. Belongs to one thread at a time, but for {@link #endIfLate}. */
final class Pooled {
    private static final long FREE = 0;
    private static final long CUT = 2;

    private final Connection connection;
    private final Wire wire;
    private final int generation;

    /** {@link #FREE}, {@link #CUT}, or the deadline of a question, which is odd, so that it is none of the two. */
    private final AtomicLong until = new AtomicLong(FREE);

    /** @param generation of connections to the same server */
    Pooled(Connection connection, Wire wire, int generation) {
        this.connection = connection;
        this.wire = wire;
        this.generation = generation;
    }

    Connection connection() {
        return connection;
    }

    /** Says a command, whose answer is read from the connection. */
    void say(byte[]... words) {
        wire.say(words);
    }

    int generation() {
        return generation;
    }

    /** @param deadline as {@link System#nanoTime} tells it */
    void begin(long deadline) {
        until.set(deadline | 1);
    }

    /** Whether the question was over before anybody cut the connection. */
    boolean end() {
        return until.getAndSet(FREE) != CUT;
    }

    void cut() {
        wire.cut();
    }

    /** Nanoseconds until its question is late; {@link Long#MAX_VALUE} where there is none. Any thread. */
    long nanosLeft(long now) {
        long deadline = until.get();
        return deadline == FREE || deadline == CUT ? Long.MAX_VALUE : deadline - now;
    }

    /** Cuts it where its question is late, so that who waits for the answer waits no longer. Any thread. */
    void endIfLate(long now) {
        long deadline = until.get();
        boolean late = deadline != FREE && deadline != CUT && deadline - now <= 0;
        // Not where it was answered just now, and the next one is asked.
        if (late && until.compareAndSet(deadline, CUT)) {
            wire.cut();
        }
    }
}
