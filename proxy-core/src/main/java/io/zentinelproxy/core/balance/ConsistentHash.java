package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.config.BalancingSettings;
import io.zentinelproxy.core.exchange.Exchange;
import java.util.List;

/**
 * Takes the same endpoint for all requests of a key, whose place comes next on a ring, unless it has its full share of what is under way:
 * then the next that has not (Mirrokni, Thorup, Zadimoghaddam: Consistent Hashing with Bounded Loads, 2016). When an endpoint goes, its
 * keys alone go elsewhere, and they come back with it.
 */
final class ConsistentHash implements Balancer {
    /**
     * One with fewer requests under way is not passed by: of so few the average says nothing, and a client's next request may come before its
     * last is settled.
     */
    private static final int NEVER_TOO_MUCH = 4;

    private final List<Endpoint> endpoints;
    private final RequestKey key;
    private final double loadFactor;
    private final Lazily<HashRing> ring;

    ConsistentHash(List<Endpoint> endpoints, BalancingSettings.ConsistentHash settings) {
        this.endpoints = endpoints;
        key = new RequestKey(settings.key());
        loadFactor = settings.loadFactor();
        ring = new Lazily<>(() -> new HashRing(endpoints, settings.virtualNodes()));
    }

    @Override
    public Endpoint choose(Exchange request, Candidates among) {
        HashRing places = ring.get();
        int place = places.at(key.of(request));
        int first = -1;
        double most = 0;
        for (int step = 0; step < places.size(); step++) {
            int owner = places.owner(place);
            if (among.isUsable(owner)) {
                Endpoint endpoint = endpoints.get(owner);
                int load = endpoint.underWay();
                if (load < NEVER_TOO_MUCH) {
                    return endpoint;
                }
                if (first < 0) {
                    first = owner;
                    most = mostOfWeight1(among.usable());
                }
                if (load < Math.ceil(most * endpoint.weight())) {
                    return endpoint;
                }
            }
            place = place + 1 == places.size() ? 0 : place + 1;
        }
        // Others came in meanwhile; or it has none of the places, as there are too many endpoints.
        return first < 0 ? among.usable().getFirst() : endpoints.get(first);
    }

    /** The full share of an endpoint of weight 1, with this request. */
    private double mostOfWeight1(List<Endpoint> usable) {
        long underWay = 1;
        long weights = 0;
        for (int i = 0; i < usable.size(); i++) {
            underWay += usable.get(i).underWay();
            weights += usable.get(i).weight();
        }
        return loadFactor * underWay / weights;
    }
}
