package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.bytes.Xxh64;
import io.zentinelproxy.core.config.BalancingSettings;
import io.zentinelproxy.core.exchange.Exchange;
import java.util.List;

/**
 * Takes the same endpoint for all requests of a key, whose place in a table it is. The table is of all endpoints: when one is away, its
 * keys alone go elsewhere, each to another place. When the list of targets changes, nearly all other keys stay.
 */
final class Maglev implements Balancer {
    /** Places that a key whose endpoint is away tries at random, before it walks from one to the next. */
    private static final int MAX_JUMPS = 16;

    private final List<Endpoint> endpoints;
    private final RequestKey key;
    private final Lazily<MaglevTable> table;

    Maglev(List<Endpoint> endpoints, BalancingSettings.Maglev settings) {
        this.endpoints = endpoints;
        key = new RequestKey(settings.key());
        table = new Lazily<>(() -> new MaglevTable(endpoints, settings.tableSize()));
    }

    @Override
    public Endpoint choose(Exchange request, Candidates among) {
        MaglevTable places = table.get();
        long hash = key.of(request);
        int place = (int) Long.remainderUnsigned(hash, places.size());
        int owner = places.owner(place);
        for (int jump = 1; jump <= MAX_JUMPS && !among.isUsable(owner); jump++) {
            place = (int) Long.remainderUnsigned(Xxh64.hash(hash, jump), places.size());
            owner = places.owner(place);
        }
        for (int step = 0; step < places.size() && !among.isUsable(owner); step++) {
            place = place + 1 == places.size() ? 0 : place + 1;
            owner = places.owner(place);
        }
        // One of a very small weight may have no place.
        return among.isUsable(owner) ? endpoints.get(owner) : among.usable().getFirst();
    }
}
