package io.zentinelproxy.security.redis;

import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.Rate;
import io.zentinelproxy.security.quota.StoreException;
import io.zentinelproxy.security.quota.StoreSettings.Fallback;
import io.zentinelproxy.security.redis.RedisSettings.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Short ways to ask a store. */
final class Questions {
    /** Generous: a loaded machine must not look like an outage. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Of a limit that does not come back while a test runs. */
    static final Duration LONG = Duration.ofDays(1);

    private Questions() {}

    static RedisSettings at(int... ports) {
        return of(Mode.SINGLE, "", PATIENCE, ports);
    }

    static RedisSettings of(Mode mode, String master, Duration timeout, int... ports) {
        List<OriginAddress.Tcp> nodes = java.util.Arrays.stream(ports)
                .mapToObj(port -> new OriginAddress.Tcp("127.0.0.1", port))
                .toList();
        return new RedisSettings(mode, nodes, master, 0, null, null, null, "t:", 10, timeout, Fallback.CLOSED);
    }

    static Limiter limiter(String id, long permits, Duration period, long burst) {
        return new Limiter(id, new Rate(permits, period, burst), true, 1000);
    }

    /** Nothing comes back while a test runs. */
    static Limiter hourly(String id, long burst) {
        return limiter(id, 1, Duration.ofHours(1), burst);
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

    static boolean take(LimitStore store, Limiter limiter, String key) throws StoreException {
        return take(store, charge(limiter, key, 1));
    }

    static void settle(LimitStore store, Charge... charges) throws StoreException {
        store.settle(charges, charges.length);
    }

    /** The same, not enforced. */
    static Limiter lookedAt(Limiter limiter) {
        return new Limiter(limiter.id(), limiter.rate(), false, 1000);
    }

    static RedisStore open(RedisSettings settings) {
        try {
            return RedisStore.open(settings);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
