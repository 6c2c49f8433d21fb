package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.bytes.Xxh64;
import io.zentinelproxy.core.config.BalancingSettings;
import io.zentinelproxy.core.exchange.Exchange;
import java.util.List;

/**
 * Takes the same endpoint for all requests of a client, by the leading bits of its address: the one that bids most for it, each bidding by
 * a hash of both and by its weight (rendezvous hashing: Thaler and Ravishankar 1998; weights: Schindelhauer and Schomaker 2005). When one
 * goes, its clients alone go elsewhere, and they come back with it; when one comes, it takes its share and nobody else moves.
 */
final class IpHash implements Balancer {
    private static final int IPV4_OCTETS = 4;
    private static final double FRACTION = 0x1p-53;

    private final List<Endpoint> endpoints;
    private final long[] names;
    private final boolean even;
    private final int ipv4Prefix;
    private final int ipv6Prefix;

    IpHash(List<Endpoint> endpoints, BalancingSettings.IpHash settings) {
        this.endpoints = endpoints;
        names = Names.hashes(endpoints);
        even = Names.areEven(endpoints);
        ipv4Prefix = settings.ipv4Prefix();
        ipv6Prefix = settings.ipv6Prefix();
    }

    @Override
    public Endpoint choose(Exchange request, Candidates among) {
        long key = key(request.client().raw());
        return endpoints.get(even ? highest(key, among) : heaviest(key, among));
    }

    private long key(byte[] address) {
        int prefix = address.length == IPV4_OCTETS ? ipv4Prefix : ipv6Prefix;
        long hash = Xxh64.hash(address, 0, prefix / 8, prefix);
        int rest = prefix % 8;
        return rest == 0 ? hash : Xxh64.hash((address[prefix / 8] & 0xff) >>> (8 - rest), hash);
    }

    private int highest(long key, Candidates among) {
        int best = -1;
        long most = 0;
        for (int position = 0; position < names.length; position++) {
            if (among.isUsable(position)) {
                long bid = Xxh64.hash(names[position], key);
                if (best < 0 || bid > most) {
                    best = position;
                    most = bid;
                }
            }
        }
        return best;
    }

    private int heaviest(long key, Candidates among) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int position = 0; position < names.length; position++) {
            if (among.isUsable(position)) {
                double fraction = ((Xxh64.hash(names[position], key) >>> 11) + 1) * FRACTION;
                double wait = -Math.log(fraction) / endpoints.get(position).weight();
                if (best < 0 || wait < least) {
                    best = position;
                    least = wait;
                }
            }
        }
        return best;
    }
}
