package io.zentinelproxy.core.net;

import io.zentinelproxy.core.exchange.ClientAddress;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many connections each client has open. One client is an IPv4 address, or an IPv6 network of 64 bits: that is what one
 * subscriber gets, who may take any address in it (RFC 6177). A client has an entry only while it has a connection, so there are never
 * more entries than connections. Any thread; what a client chooses of its key cannot make a look-up slow, as colliding keys are
 * ordered.
 */
final class ClientConnections {
    private volatile int most;
    private final ConcurrentHashMap<Long, Integer> open = new ConcurrentHashMap<>();

    /** So many of each client. */
    ClientConnections(int most) {
        this.most = most;
    }

    /** So many from now on. */
    void most(int others) {
        most = others;
    }

    boolean tryTake(InetAddress client) {
        if (open.merge(ClientAddress.network(client), 1, Integer::sum) <= most) {
            return true;
        }
        give(client);
        return false;
    }

    void give(InetAddress client) {
        open.computeIfPresent(ClientAddress.network(client), (network, count) -> count == 1 ? null : count - 1);
    }

    /** Clients that have a connection now. */
    int clients() {
        return open.size();
    }
}
