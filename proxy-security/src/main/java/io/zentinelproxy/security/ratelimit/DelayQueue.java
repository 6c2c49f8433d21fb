package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.security.quota.Charge;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The requests that a limiter holds back: those of one key stand in a line, in the order in which they came, and only the first of a line
 * asks its store again. Whoever comes later stands behind them. Any thread.
 */
final class DelayQueue {
    private final AtomicInteger waiting = new AtomicInteger();
    private final ConcurrentHashMap<Key, Line> lines = new ConcurrentHashMap<>();
    private volatile int most = 1;

    /** A key as it was written: its octets are not changed. */
    private record Key(byte[] octets) {
        static Key of(Charge charge) {
            return new Key(Arrays.copyOf(charge.key(), charge.keyLength()));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Arrays.equals(octets, key.octets);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(octets);
        }
    }

    private static final class Line {
        /** Fair: held by the first of the line while it waits for its store. */
        private final ReentrantLock first = new ReentrantLock(true);

        /** Requests that stand in it. Changed only while the map computes its entry. */
        private int requests;
    }

    /** A request's place in a line; closing it leaves the line. Belongs to the request's thread. */
    final class Place implements AutoCloseable {
        private final Key key;
        private final Line line;
        private boolean isFirst;

        private Place(Key key, Line line) {
            this.key = key;
            this.line = line;
        }

        boolean isFirst() {
            return isFirst;
        }

        /** Waits until it is first, or a time is over. */
        void awaitFirst(long nanos) throws InterruptedException {
            isFirst = line.first.tryLock(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void close() {
            if (isFirst) {
                line.first.unlock();
            }
            lines.computeIfPresent(key, (same, there) -> --there.requests == 0 ? null : there);
            waiting.decrementAndGet();
        }
    }

    /** From now on so many may wait. */
    void most(int count) {
        most = count;
    }

    /** Requests that wait. */
    int waiting() {
        return waiting.get();
    }

    /** Whether others with this key wait. */
    boolean hasLine(Charge charge) {
        return waiting.get() > 0 && lines.containsKey(Key.of(charge));
    }

    /** A place in the line of this key, or null where too many wait, of whatever key. */
    @Nullable
    Place join(Charge charge) throws InterruptedException {
        if (waiting.incrementAndGet() > most) {
            waiting.decrementAndGet();
            return null;
        }
        Key key = Key.of(charge);
        Line line = lines.compute(key, (same, there) -> {
            Line one = there == null ? new Line() : there;
            one.requests++;
            return one;
        });
        Place place = new Place(key, line);
        try {
            place.awaitFirst(0);
            return place;
        } catch (InterruptedException e) {
            place.close();
            throw e;
        }
    }
}
