package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.balance.ProcessKey;
import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.compress.Codecs;
import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.LimitSettings;
import io.zentinelproxy.core.exchange.RequestPlaces;
import io.zentinelproxy.core.net.ConnectionPermits;
import io.zentinelproxy.core.observe.EventRelay;
import io.zentinelproxy.core.observe.Figures;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.core.observe.Teller;
import io.zentinelproxy.core.upstream.WaitingRoom;
import io.zentinelproxy.core.upstream.health.CheckRoom;

/**
 * What the process as a whole has only so much of, however many listeners, routes and upstreams there are.
 *
 * @param connections of clients
 * @param requests under way: from a complete head to the end of the exchange
 * @param waiting requests that wait for a connection to an origin
 * @param held octets held for peers besides the buffers of each connection
 * @param checks of the health of origins
 * @param subrequests requests of our own
 * @param codecs of content that is compressed or decompressed
 * @param events where what happens is told
 * @param key signs what clients are given to come back with
 */
record SharedLimits(
        ConnectionPermits connections,
        RequestPlaces requests,
        WaitingRoom waiting,
        HoldBudget held,
        CheckRoom checks,
        Subrequests subrequests,
        Codecs codecs,
        EventRelay events,
        ProcessKey key)
        implements Teller {
    static SharedLimits of(Configuration configuration) {
        LimitSettings limits = configuration.limits();
        HoldBudget held = new HoldBudget(octets(limits.memory()));
        return new SharedLimits(
                connections(configuration.system().maxConnections(), limits.connections()),
                new RequestPlaces(limits.requests().inFlight()),
                new WaitingRoom(new RequestPlaces(limits.requests().queued()), held),
                held,
                new CheckRoom(limits.healthChecks()),
                new Subrequests(limits.requests().background()),
                Codecs.of(limits.codings()),
                new EventRelay(),
                new ProcessKey());
    }

    /** Limits as this configuration has them from now on; what is open, under way or held already stays, and counts. */
    void become(Configuration configuration) {
        LimitSettings settings = configuration.limits();
        connections.most(
                mostConnections(configuration.system().maxConnections(), settings.connections()),
                settings.connections().ofOneClient());
        requests.most(settings.requests().inFlight());
        waiting.most(settings.requests().queued());
        held.most(octets(settings.memory()));
        checks.most(settings.healthChecks());
        subrequests.most(settings.requests().background());
        codecs.become(settings.codings());
    }

    private static ConnectionPermits connections(int general, LimitSettings.Connections limits) {
        return new ConnectionPermits(mostConnections(general, limits), limits.ofOneClient());
    }

    /** Of the two caps on all connections the smaller holds. */
    private static int mostConnections(int general, LimitSettings.Connections limits) {
        return limits.total() == 0 ? general : Math.min(general, limits.total());
    }

    private static long octets(LimitSettings.Memory memory) {
        long share = (long) (Runtime.getRuntime().maxMemory() * (memory.percentOfHeap() / 100));
        Long octets = memory.octets();
        return octets == null ? share : Math.min(octets, share);
    }

    @Override
    public void tell(Figures figures) {
        figures.put(Reading.HELD_OCTETS, held.held());
        figures.put(Reading.HELD_OCTETS_LIMIT, held.most());
        figures.put(Reading.QUEUED_REQUESTS, waiting.waiting());
        figures.put(Reading.BACKGROUND_REQUESTS, subrequests.underWay());
        codecs.tell(figures);
    }
}
