package io.zentinelproxy.core.net;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many connections each client has open. One client is an IPv4 address, or an IPv6 network of 64 bits: that is what one
 * subscriber gets, who may take any address in it (RFC 6177). A client has an entry only while it has a connection, so there are never
 * more entries than connections. Any thread; what a client chooses of its key cannot make a look-up slow, as colliding keys are
 * ordered.
 */
final class ClientConnections {
    /** Multicast is nobody's source (RFC 4291 section 2.7), so no network has these 64 bits with an IPv4 address in their lower half. */
    private static final long IPV4 = 0xFFFF_FFFF_0000_0000L;

    private final int most;
    private final ConcurrentHashMap<Long, Integer> open = new ConcurrentHashMap<>();

    /** So many of each client. */
    ClientConnections(int most) {
        this.most = most;
    }

    boolean tryTake(InetAddress client) {
        if (open.merge(key(client), 1, Integer::sum) <= most) {
            return true;
        }
        give(client);
        return false;
    }

    void give(InetAddress client) {
        open.computeIfPresent(key(client), (key, count) -> count == 1 ? null : count - 1);
    }

    /** Clients that have a connection now. */
    int clients() {
        return open.size();
    }

    private static long key(InetAddress client) {
        byte[] octets = client.getAddress();
        ByteBuffer address = ByteBuffer.wrap(octets);
        return octets.length == 4 ? IPV4 | address.getInt() & 0xFFFF_FFFFL : address.getLong();
    }
}
