package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.security.local.LocalStore;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.FallbackStore;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.StoreException;
import io.zentinelproxy.security.quota.StoreSettings;
import io.zentinelproxy.security.quota.StoreState;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A store in use. One that others share is settled by a thread of its own, as that may take its time. Any thread. */
final class OpenStore implements AutoCloseable {
    private final StoreSettings settings;
    private final LimitStore store;
    private final @Nullable Settler settler;

    private OpenStore(StoreSettings settings, LimitStore store) {
        this.settings = settings;
        this.store = store;
        settler = store instanceof LocalStore ? null : new Settler(store, settings.kind());
    }

    static OpenStore of(StoreSettings settings) throws IOException {
        LimitStore store = settings.open();
        return new OpenStore(
                settings,
                store instanceof LocalStore ? store : new FallbackStore(store, new LocalStore(), settings.fallback()));
    }

    StoreSettings settings() {
        return settings;
    }

    boolean isLocal() {
        return settler == null;
    }

    boolean take(Charge[] charges, int count) throws StoreException {
        return store.take(charges, count);
    }

    /**
     * Takes what was used, or gives back what was not, without waiting.
     *
     * @param alone a charge whose cost it is, and nothing behind it
     */
    void settle(Charge[] alone) {
        if (settler != null) {
            settler.add(alone[0]);
            return;
        }
        try {
            store.settle(alone, 1);
        } catch (StoreException e) {
            throw new IllegalStateException("a store of this process cannot fail", e);
        }
    }

    StoreState state() {
        return store.state();
    }

    /** Decisions that its fallback has made. */
    long undecided() {
        return store instanceof FallbackStore guarded ? guarded.undecided() : 0;
    }

    /** Where keys of this process are known, if only while others cannot be asked; or null. */
    @Nullable
    LocalStore local() {
        if (store instanceof LocalStore local) {
            return local;
        }
        return store instanceof FallbackStore guarded && guarded.local() instanceof LocalStore local ? local : null;
    }

    /** What was not settled, as too much was waiting or the store could not be asked. */
    long lost() {
        return settler == null ? 0 : settler.lost();
    }

    @Override
    public void close() {
        if (settler != null) {
            settler.close();
        }
        store.close();
    }
}
