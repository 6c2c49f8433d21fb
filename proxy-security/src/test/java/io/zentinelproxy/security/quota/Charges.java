package io.zentinelproxy.security.quota;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Short ways to ask any store. */
public final class Charges {
    private Charges() {}

    /** An enforced one that knows at most 1000 keys. */
    public static Limiter limiter(String id, long permits, Duration period, long burst) {
        return new Limiter(id, new Rate(permits, period, burst), true, 1000);
    }

    /** The same, not enforced. */
    public static Limiter lookedAt(Limiter limiter) {
        return new Limiter(limiter.id(), limiter.rate(), false, limiter.maxKeys());
    }

    public static Charge charge(Limiter limiter, String key, long cost) {
        Charge charge = new Charge();
        byte[] octets = key.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(octets, 0, charge.key(), 0, octets.length);
        charge.ask(limiter, octets.length, cost);
        return charge;
    }

    public static boolean take(LimitStore store, Charge... charges) throws StoreException {
        return store.take(charges, charges.length);
    }

    /** One of this key. */
    public static boolean take(LimitStore store, Limiter limiter, String key) throws StoreException {
        return take(store, charge(limiter, key, 1));
    }

    public static void settle(LimitStore store, Charge... charges) throws StoreException {
        store.settle(charges, charges.length);
    }
}
