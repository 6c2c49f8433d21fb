package io.zentinelproxy.security.memcached;

import io.zentinelproxy.core.balance.HashRing;
import io.zentinelproxy.core.bytes.Xxh64;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Counts in memcached, each key at the server that is its on a ring of hashes. A decision is one round trip; where the keys of its limits
 * are at several servers, one to each after the other. Any thread.
 */
public final class MemcachedStore implements LimitStore {
    private static final System.Logger LOG = System.getLogger(MemcachedStore.class.getName());

    /** Places of a server on the ring, as ketama has them. */
    private static final int PLACES = 160;

    /** How long a server is waited for when the store is opened. */
    private static final Duration GREETING = Duration.ofSeconds(1);

    private final List<ServerStore> servers;
    private final List<? extends LimitStore> parts;
    private final HashRing ring;

    MemcachedStore(MemcachedSettings settings) {
        this(settings, new SharedClock());
    }

    MemcachedStore(MemcachedSettings settings, SharedClock clock) {
        servers = settings.servers().stream()
                .map(address -> new ServerStore(new Server(address, settings.connections()), settings, clock))
                .toList();
        parts = servers;
        ring = new HashRing(
                settings.servers().stream()
                        .mapToLong(one -> Xxh64.hash(one.name().getBytes(StandardCharsets.UTF_8), 0))
                        .toArray(),
                PLACES);
    }

    /** Says in the log which servers do not answer; they are asked again with the first request that needs them. */
    void greet() {
        for (ServerStore server : servers) {
            try {
                server.probe(GREETING);
            } catch (StoreException unreachable) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "{0}; until it answers, its limits are not counted there (memcached 1.6 or later is needed)",
                        unreachable.getMessage());
            }
        }
    }

    @Override
    public boolean take(Charge[] charges, int count) throws StoreException {
        int first = server(charges[0]);
        if (IntStream.range(1, count).allMatch(i -> server(charges[i]) == first)) {
            return parts.get(first).take(charges, count);
        }
        return new Spread(charges, count, this::server, parts).take();
    }

    @Override
    public void settle(Charge[] charges, int count) throws StoreException {
        for (int i = 0; i < count; i++) {
            parts.get(server(charges[i])).settle(new Charge[] {charges[i]}, 1);
        }
    }

    /** The number of the server of a key. */
    int server(Charge charge) {
        return parts.size() == 1 ? 0 : ring.owner(ring.at(KeyNames.place(charge)));
    }

    @Override
    public void close() {
        parts.forEach(LimitStore::close);
    }
}
