package io.zentinelproxy.security.bench;

import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.security.memcached.MemcachedServer;
import io.zentinelproxy.security.memcached.MemcachedSettings;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.Rate;
import io.zentinelproxy.security.quota.StoreException;
import io.zentinelproxy.security.quota.StoreSettings.Fallback;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Asks a memcached of its own for decisions, as many threads as connections, and prints how many a second and how long they take. Argument
 * {@code quick}: a short run.
 */
public final class MemcachedDecisionTable {
    private MemcachedDecisionTable() {}

    public static void main(String[] arguments) throws Exception {
        boolean quick = arguments.length > 0 && arguments[0].equals("quick");
        Duration time = Duration.ofSeconds(quick ? 2 : 10);
        try (MemcachedServer server = MemcachedServer.start()) {
            System.out.println("counted by  connections  decisions/s   p50 us   p99 us");
            for (boolean exact : List.of(false, true)) {
                for (int connections : List.of(1, 8)) {
                    measure(server, exact, connections, time.dividedBy(2));
                    print(exact, connections, measure(server, exact, connections, time), time);
                }
            }
        }
    }

    private static void print(boolean exact, int connections, long[] nanos, Duration time) {
        Arrays.sort(nanos);
        System.out.printf(
                "%-10s  %11d  %11.0f  %7.1f  %7.1f%n",
                exact ? "buckets" : "windows",
                connections,
                nanos.length / (time.toNanos() / 1e9),
                nanos[nanos.length / 2] / 1e3,
                nanos[(int) (nanos.length * 0.99)] / 1e3);
    }

    private static long[] measure(MemcachedServer server, boolean exact, int connections, Duration time)
            throws Exception {
        List<OriginAddress.Tcp> servers = List.of(new OriginAddress.Tcp("127.0.0.1", server.port()));
        MemcachedSettings settings = new MemcachedSettings(
                servers, "bench:", connections, Duration.ofSeconds(1), Duration.ofSeconds(2), Fallback.CLOSED, exact);
        List<Future<List<Long>>> all = new ArrayList<>();
        try (LimitStore store = settings.open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < connections; i++) {
                String key = "10.0.0." + i;
                all.add(threads.submit(() -> ask(store, key, time)));
            }
            List<Long> nanos = new ArrayList<>();
            for (Future<List<Long>> one : all) {
                nanos.addAll(one.get());
            }
            return nanos.stream().mapToLong(one -> one).toArray();
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
}
