package io.zentinelproxy.inference.ledger;

import io.zentinelproxy.inference.ledger.RedisEnds.End;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What Redis has heard last: those of one minute, at most {@link #MOST}. Its replicas hear it later, and a server that was told to end its
 * days as a replica hears for some seconds what nobody will know. Any thread.
 */
final class HeardEnds {
    static final int MOST = 10_000;

    private static final Duration KEPT = Duration.ofMinutes(1);

    private record Heard(End end, long nanos) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Heard> last = new ArrayDeque<>();

    /** Leaves out those that were heard a minute before this one. */
    void add(End end) {
        lock.lock();
        try {
            long now = System.nanoTime();
            while (last.size() >= MOST || !last.isEmpty() && now - last.getFirst().nanos > KEPT.toNanos()) {
                last.removeFirst();
            }
            last.addLast(new Heard(end, now));
        } finally {
            lock.unlock();
        }
    }

    /** The oldest first. */
    List<End> list() {
        lock.lock();
        try {
            return last.stream().map(Heard::end).toList();
        } finally {
            lock.unlock();
        }
    }
}
