package io.zentinelproxy.security.memcached;

import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.StoreException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * One decision whose keys are at several servers: one is asked after the other. Once one refuses, those before are given back what they have
 * taken, and those after are only asked what is left. Belongs to one thread.
 */
final class Spread {
    private final List<? extends LimitStore> stores;
    /** The charges of each server, by its number. */
    private final Map<Integer, Charge[]> shares = new TreeMap<>();

    Spread(Charge[] charges, int count, ToIntFunction<Charge> server, List<? extends LimitStore> stores) {
        this.stores = stores;
        for (int i = 0; i < count; i++) {
            int at = server.applyAsInt(charges[i]);
            shares.computeIfAbsent(
                    at,
                    one -> IntStream.range(0, count)
                            .mapToObj(each -> charges[each])
                            .filter(each -> server.applyAsInt(each) == one)
                            .toArray(Charge[]::new));
        }
    }

    boolean take() throws StoreException {
        boolean admitted = true;
        for (Map.Entry<Integer, Charge[]> share : shares.entrySet()) {
            LimitStore store = stores.get(share.getKey());
            if (!admitted) {
                look(store, share.getValue());
            } else if (!store.take(share.getValue(), share.getValue().length)) {
                admitted = false;
                giveBackBefore(share.getKey());
            }
        }
        return admitted;
    }

    private static void look(LimitStore store, Charge[] charges) throws StoreException {
        long[] costs = costs(charges);
        try {
            ask(charges, new long[charges.length]);
            store.take(charges, charges.length);
        } finally {
            ask(charges, costs);
        }
    }

    /** What fitted was taken, of limits that are not enforced as of the others. */
    private void giveBackBefore(int refused) throws StoreException {
        for (Map.Entry<Integer, Charge[]> share : shares.entrySet()) {
            if (share.getKey() >= refused) {
                return;
            }
            Charge[] charges = share.getValue();
            long[] costs = costs(charges);
            long[] back = IntStream.range(0, costs.length)
                    .mapToLong(i -> charges[i].admitted() ? -costs[i] : 0)
                    .toArray();
            try {
                ask(charges, back);
                stores.get(share.getKey()).settle(charges, charges.length);
            } finally {
                ask(charges, costs);
            }
        }
    }

    private static long[] costs(Charge[] charges) {
        return IntStream.range(0, charges.length)
                .mapToLong(i -> charges[i].cost())
                .toArray();
    }

    private static void ask(Charge[] charges, long[] costs) {
        for (int i = 0; i < charges.length; i++) {
            charges[i].ask(charges[i].limiter(), charges[i].keyLength(), costs[i]);
        }
    }
}
