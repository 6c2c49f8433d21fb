package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.LimitSettings;
import io.zentinelproxy.core.exchange.RequestPlaces;
import io.zentinelproxy.core.net.ConnectionPermits;
import io.zentinelproxy.core.observe.EventRelay;
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
 * @param events where what happens is told
 */
record SharedLimits(
        ConnectionPermits connections,
        RequestPlaces requests,
        WaitingRoom waiting,
        HoldBudget held,
        CheckRoom checks,
        Subrequests subrequests,
        EventRelay events) {
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
                new EventRelay());
    }

    /** Of the two caps on all connections the smaller holds. */
    private static ConnectionPermits connections(int general, LimitSettings.Connections limits) {
        int most = limits.total() == 0 ? general : Math.min(general, limits.total());
        return new ConnectionPermits(most, limits.ofOneClient());
    }

    private static long octets(LimitSettings.Memory memory) {
        long share = (long) (Runtime.getRuntime().maxMemory() * (memory.percentOfHeap() / 100));
        Long octets = memory.octets();
        return octets == null ? share : Math.min(octets, share);
    }
}
