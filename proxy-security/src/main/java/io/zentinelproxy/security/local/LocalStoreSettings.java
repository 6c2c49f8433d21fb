package io.zentinelproxy.security.local;

import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.StoreSettings;

/** Limits of this process alone. Nothing of it can fail. */
public record LocalStoreSettings() implements StoreSettings {
    @Override
    public String kind() {
        return "local";
    }

    @Override
    public LimitStore open() {
        return new LocalStore();
    }

    /** Of no matter: this store can always be asked. */
    @Override
    public Fallback fallback() {
        return Fallback.LOCAL;
    }
}
