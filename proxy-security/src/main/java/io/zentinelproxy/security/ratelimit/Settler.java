package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.StoreException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Settles with a store what is known only when an exchange is over, by one virtual thread, so that no exchange waits for it. What does not
 * fit into its queue, or cannot be told to the store, is lost and counted. Any thread may add.
 */
final class Settler implements AutoCloseable {
    /** Charges that wait, about 300 octets each. */
    private static final int MOST = 4096;

    private static final int AT_ONCE = 16;

    private final LimitStore store;
    private final BlockingQueue<Charge> queue = new ArrayBlockingQueue<>(MOST);
    private final LongAdder lost = new LongAdder();
    private final Thread thread;

    Settler(LimitStore store, String kind) {
        this.store = store;
        thread = Thread.ofVirtual().name("zentinel-settler-" + kind).start(this::run);
    }

    /** Settles a copy of this charge later. */
    void add(Charge charge) {
        Charge copy = new Charge();
        System.arraycopy(charge.key(), 0, copy.key(), 0, charge.keyLength());
        copy.ask(charge.limiter(), charge.keyLength(), charge.cost());
        if (!queue.offer(copy)) {
            lost.increment();
        }
    }

    long lost() {
        return lost.sum();
    }

    private void run() {
        Charge[] batch = new Charge[AT_ONCE];
        try {
            while (true) {
                int count = 0;
                for (Charge next = queue.take(); next != null; next = count < AT_ONCE ? queue.poll() : null) {
                    batch[count++] = next;
                }
                settle(batch, count);
            }
        } catch (InterruptedException closed) {
            // What is left is of no use to anybody.
        }
    }

    private void settle(Charge[] batch, int count) {
        try {
            store.settle(batch, count);
        } catch (StoreException | RuntimeException e) {
            lost.add(count);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
