package io.zentinelproxy.security.memcached;

import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.StoreSettings;
import java.time.Duration;
import java.util.List;

/**
 * Limits counted in memcached.
 *
 * @param servers that keys are spread over; at least one, none twice
 * @param prefix of all names, up to 64 octets of visible ASCII
 * @param connections to one server at most
 * @param timeout of a decision at one server: waiting for a connection, connecting and all round trips together
 * @param leastLifetime of what is counted; what is needed longer is kept longer
 * @param exact whether token buckets are kept by compare-and-swap, in two round trips, rather than windows
 */
public record MemcachedSettings(
        List<OriginAddress.Tcp> servers,
        String prefix,
        int connections,
        Duration timeout,
        Duration leastLifetime,
        Fallback fallback,
        boolean exact)
        implements StoreSettings {

    public MemcachedSettings {
        servers = List.copyOf(servers);
    }

    @Override
    public String kind() {
        return "memcached";
    }

    @Override
    public LimitStore open() {
        MemcachedStore store = new MemcachedStore(this);
        store.greet();
        return store;
    }
}
