package io.zentinelproxy.security.bench;

import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.Rate;
import io.zentinelproxy.security.quota.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How long decisions of a store took.
 *
 * @param nanos of each, sorted
 * @param time in which they were made
 */
record DecisionTimes(long[] nanos, Duration time) {
    /** Asks from this many threads, each for a key of its own. */
    static DecisionTimes of(LimitStore store, int threads, Duration time) throws Exception {
        List<Future<List<Long>>> all = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < threads; i++) {
                String key = "10.0.0." + i;
                all.add(executor.submit(() -> ask(store, key, time)));
            }
            List<Long> nanos = new ArrayList<>();
            for (Future<List<Long>> one : all) {
                nanos.addAll(one.get());
            }
            return new DecisionTimes(
                    nanos.stream().mapToLong(one -> one).sorted().toArray(), time);
        }
    }

    private static List<Long> ask(LimitStore store, String key, Duration time) throws StoreException {
        Limiter limiter = new Limiter("bench", new Rate(1_000_000, Duration.ofSeconds(1), 1_000_000), true, 1000);
        Charge[] charges = {new Charge()};
        for (int i = 0; i < key.length(); i++) {
            charges[0].key()[i] = (byte) key.charAt(i);
        }
        charges[0].ask(limiter, key.length(), 1);
        List<Long> nanos = new ArrayList<>();
        long end = System.nanoTime() + time.toNanos();
        for (long now = System.nanoTime(); now - end < 0; ) {
            store.take(charges, 1);
            long then = System.nanoTime();
            nanos.add(then - now);
            now = then;
        }
        return nanos;
    }

    double perSecond() {
        return nanos.length / (time.toNanos() / 1e9);
    }

    /** What this share of them took at most, in microseconds. */
    double micros(double share) {
        return nanos[(int) (nanos.length * share)] / 1e3;
    }
}
