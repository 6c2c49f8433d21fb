package io.zentinelproxy.security.bench;

import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.security.memcached.MemcachedServer;
import io.zentinelproxy.security.memcached.MemcachedSettings;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.StoreSettings.Fallback;
import java.time.Duration;
import java.util.List;

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
                    DecisionTimes times = measure(server, exact, connections, time);
                    System.out.printf(
                            "%-10s  %11d  %11.0f  %7.1f  %7.1f%n",
                            exact ? "buckets" : "windows",
                            connections,
                            times.perSecond(),
                            times.micros(0.5),
                            times.micros(0.99));
                }
            }
        }
    }

    private static DecisionTimes measure(MemcachedServer server, boolean exact, int connections, Duration time)
            throws Exception {
        List<OriginAddress.Tcp> servers = List.of(new OriginAddress.Tcp("127.0.0.1", server.port()));
        MemcachedSettings settings = new MemcachedSettings(
                servers, "bench:", connections, Duration.ofSeconds(1), Duration.ofSeconds(2), Fallback.CLOSED, exact);
        try (LimitStore store = settings.open()) {
            return DecisionTimes.of(store, connections, time);
        }
    }
}
