package io.zentinelproxy.security.local;

import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.Charges;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.Rate;
import java.time.Duration;

/** What tests ask this store for, which cannot fail. */
final class LocalCharges {
    private LocalCharges() {}

    static Limiter limiter(String id, long aSecond, long burst) {
        return new Limiter(id, new Rate(aSecond, Duration.ofSeconds(1), burst), true, 100_000);
    }

    /** The key is the number, so that nothing is allocated. */
    static void ask(Charge charge, Limiter limiter, long key, long cost) {
        for (int i = 0; i < Long.BYTES; i++) {
            charge.key()[i] = (byte) (key >> 8 * i);
        }
        charge.ask(limiter, Long.BYTES, cost);
    }

    static boolean take(LocalStore store, Charge... charges) {
        return store.take(charges, charges.length);
    }

    static boolean take(LocalStore store, Limiter limiter, String key) {
        return take(store, Charges.charge(limiter, key, 1));
    }
}
