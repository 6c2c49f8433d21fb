package io.zentinelproxy.security.quota;

import io.zentinelproxy.security.quota.StoreSettings.Fallback;
import java.util.concurrent.atomic.LongAdder;

/** A store that others share, and what holds while it cannot be asked. Any thread. */
public final class FallbackStore implements LimitStore {
    private final LimitStore shared;
    private final LimitStore local;
    private final Fallback fallback;
    private final LongAdder undecided = new LongAdder();

    /** @param local counts in this process where the fallback says so; closed with this one */
    public FallbackStore(LimitStore shared, LimitStore local, Fallback fallback) {
        this.shared = shared;
        this.local = local;
        this.fallback = fallback;
    }

    @Override
    public boolean take(Charge[] charges, int count) throws StoreException {
        try {
            return shared.take(charges, count);
        } catch (StoreException e) {
            undecided.increment();
            return switch (fallback) {
                case LOCAL -> local.take(charges, count);
                case OPEN -> admit(charges, count);
                case CLOSED -> throw e;
            };
        }
    }

    private static boolean admit(Charge[] charges, int count) {
        for (int i = 0; i < count; i++) {
            Charge charge = charges[i];
            charge.answer(true, charge.limiter().rate().burst(), 0, 0);
        }
        return true;
    }

    @Override
    public void settle(Charge[] charges, int count) throws StoreException {
        try {
            shared.settle(charges, count);
        } catch (StoreException e) {
            if (fallback != Fallback.LOCAL) {
                throw e;
            }
            local.settle(charges, count);
        }
    }

    @Override
    public StoreState state() {
        return shared.state();
    }

    /** Decisions that fell back. */
    public long undecided() {
        return undecided.sum();
    }

    /** Where it counts while the shared store cannot be asked. */
    public LimitStore local() {
        return local;
    }

    @Override
    public void close() {
        shared.close();
        local.close();
    }
}
