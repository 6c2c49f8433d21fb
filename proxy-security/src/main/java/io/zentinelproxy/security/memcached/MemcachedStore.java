package io.zentinelproxy.security.memcached;

import io.zentinelproxy.core.balance.HashRing;
import io.zentinelproxy.core.bytes.Xxh64;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.StoreException;
import io.zentinelproxy.security.quota.StoreState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Counts in memcached, each key at the server that is its on a ring of hashes. A decision is one round trip; where the keys of its limits
 * are at several servers, one to each after the other. Each server has a breaker of its own. Any thread.
 */
public final class MemcachedStore implements LimitStore {
    /** Places of a server on the ring, as ketama has them. */
    private static final int PLACES = 160;

    private final List<ServerStore> servers;
    private final HashRing ring;

    MemcachedStore(MemcachedSettings settings) {
        this(settings, new SharedClock());
    }

    MemcachedStore(MemcachedSettings settings, SharedClock clock) {
        servers = settings.servers().stream()
                .map(address -> new ServerStore(new Server(address, settings.connections()), settings, clock))
                .toList();
        ring = new HashRing(
                settings.servers().stream()
                        .mapToLong(one -> Xxh64.hash(one.name().getBytes(StandardCharsets.UTF_8), 0))
                        .toArray(),
                PLACES);
    }

    /** Finds out which servers answer, all at once. */
    void greet() {
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            servers.forEach(one -> all.execute(one::greet));
        }
    }

    @Override
    public boolean take(Charge[] charges, int count) throws StoreException {
        int first = server(charges[0]);
        if (IntStream.range(1, count).allMatch(i -> server(charges[i]) == first)) {
            return servers.get(first).take(charges, count);
        }
        return new Spread(charges, count, this::server, servers).take();
    }

    @Override
    public void settle(Charge[] charges, int count) throws StoreException {
        for (int i = 0; i < count; i++) {
            servers.get(server(charges[i])).settle(new Charge[] {charges[i]}, 1);
        }
    }

    /** The number of the server of a key. */
    int server(Charge charge) {
        return servers.size() == 1 ? 0 : ring.owner(ring.at(KeyNames.place(charge)));
    }

    /** Up where all are. */
    @Override
    public StoreState state() {
        List<StoreState> all = servers.stream().map(ServerStore::state).toList();
        return new StoreState(
                all.stream().allMatch(StoreState::up),
                all.stream().mapToLong(StoreState::failures).sum(),
                all.stream().mapToLong(StoreState::outages).sum(),
                all.stream()
                        .map(StoreState::lastFailure)
                        .filter(why -> !why.isEmpty())
                        .findFirst()
                        .orElse(""));
    }

    @Override
    public void close() {
        servers.forEach(LimitStore::close);
    }
}
