package io.zentinelproxy.security.memcached;

import io.zentinelproxy.security.memcached.Count.Bucketed;
import io.zentinelproxy.security.quota.StoreException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Lets one thread of this process at a time change a bucket, as they would only undo each other's readings: compare-and-swap is left for
 * other processes. Buckets share a few locks, taken in the order of their numbers. Any thread.
 */
final class Turns {
    private static final int LOCKS = 256;
    private static final Turn NONE = new Turn(new ReentrantLock[0]);

    private final ReentrantLock[] locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(ReentrantLock[]::new);

    /** @throws StoreException where others are not done by then */
    Turn await(List<Bucketed> buckets, long deadline, String server) throws StoreException {
        if (buckets.isEmpty()) {
            return NONE;
        }
        ReentrantLock[] wanted = buckets.stream()
                .mapToInt(one -> one.place() & LOCKS - 1)
                .sorted()
                .distinct()
                .mapToObj(place -> locks[place])
                .toArray(ReentrantLock[]::new);
        for (int i = 0; i < wanted.length; i++) {
            if (!lock(wanted[i], deadline)) {
                new Turn(Arrays.copyOf(wanted, i)).close();
                throw new StoreException("memcached " + server + ": too many ask for the same bucket");
            }
        }
        return new Turn(wanted);
    }

    private static boolean lock(ReentrantLock lock, long deadline) {
        try {
            return lock.tryLock(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Locks that this thread holds. */
    record Turn(ReentrantLock[] held) implements AutoCloseable {
        @Override
        public void close() {
            for (ReentrantLock lock : held) {
                lock.unlock();
            }
        }
    }
}
