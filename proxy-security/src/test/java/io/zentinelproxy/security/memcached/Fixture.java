package io.zentinelproxy.security.memcached;

import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.Rate;
import io.zentinelproxy.security.quota.StoreException;
import io.zentinelproxy.security.quota.StoreSettings.Fallback;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Stores, limiters and charges of the tests here. */
final class Fixture {
    /** Not what is tested where it is used: a machine that builds is slow. */
    static final Duration AMPLE = Duration.ofSeconds(20);

    /** memcached's clock is the real one, whatever the clock of a test says. */
    private static final Duration KEPT = Duration.ofHours(1);

    private Fixture() {}

    static MemcachedSettings settings(Duration timeout, boolean exact, int... ports) {
        List<OriginAddress.Tcp> servers = IntStream.of(ports)
                .mapToObj(port -> new OriginAddress.Tcp("127.0.0.1", port))
                .toList();
        return new MemcachedSettings(servers, "test:", 10, timeout, KEPT, Fallback.CLOSED, exact);
    }

    static MemcachedStore windows(MemcachedServer server) {
        return new MemcachedStore(settings(AMPLE, false, server.port()));
    }

    static MemcachedStore exact(MemcachedServer server) {
        return new MemcachedStore(settings(AMPLE, true, server.port()));
    }

    static Limiter limiter(String id, long permits, Duration period, long burst) {
        return new Limiter(id, new Rate(permits, period, burst), true, 1000);
    }

    static Limiter lookedAt(Limiter limiter) {
        return new Limiter(limiter.id(), limiter.rate(), false, limiter.maxKeys());
    }

    static Charge charge(Limiter limiter, String key, long cost) {
        Charge charge = new Charge();
        byte[] octets = key.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(octets, 0, charge.key(), 0, octets.length);
        charge.ask(limiter, octets.length, cost);
        return charge;
    }

    static boolean take(LimitStore store, Charge... charges) throws StoreException {
        return store.take(charges, charges.length);
    }

    static void settle(LimitStore store, Charge... charges) throws StoreException {
        store.settle(charges, charges.length);
    }

    /** A clock that the test moves: both readings are the same. */
    static final class Hand {
        private volatile long nanos = 1_700_000_000_000_000_000L;

        SharedClock clock() {
            return new SharedClock(() -> nanos, () -> nanos);
        }

        void advance(Duration by) {
            nanos += by.toNanos();
        }
    }
}
