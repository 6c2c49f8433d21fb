package io.zentinelproxy.core.net;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The caps on client connections over all listeners: of all clients together and of each. A permit is taken at accept, or of a client
 * when it is known, and given back when the connection has closed. Any thread.
 */
public final class ConnectionPermits {
    private final int most;
    private final AtomicInteger taken = new AtomicInteger();

    /** Null where a client may have all. */
    private final @Nullable ClientConnections byClient;

    /**
     * @param most of all clients
     * @param mostOfOne of one client; 0 means no such limit
     */
    public ConnectionPermits(int most, int mostOfOne) {
        this.most = most;
        byClient = mostOfOne == 0 || mostOfOne >= most ? null : new ClientConnections(mostOfOne);
    }

    /** Takes a permit among all, or says why there is none. */
    @Nullable
    ConnectionRefusal take() {
        if (taken.incrementAndGet() > most) {
            taken.decrementAndGet();
            return ConnectionRefusal.MAX_CONNECTIONS;
        }
        return null;
    }

    /** Takes one of those of a client, or says why there is none. */
    @Nullable
    ConnectionRefusal take(InetAddress client) {
        return byClient == null || byClient.tryTake(client) ? null : ConnectionRefusal.MAX_CONNECTIONS_PER_CLIENT;
    }

    void give() {
        taken.decrementAndGet();
    }

    void give(InetAddress client) {
        if (byClient != null) {
            byClient.give(client);
        }
    }

    /** Connections open now. */
    public int taken() {
        return taken.get();
    }

    /** Clients that are counted one by one now. */
    public int clients() {
        return byClient == null ? 0 : byClient.clients();
    }
}
