package io.zentinelproxy.core.net;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The caps on client connections over all listeners: of all clients together and of each. A permit is taken at accept, or of a client
 * when it is known, and given back when the connection has closed. Any thread.
 */
public final class ConnectionPermits {
    private volatile int most;
    private final AtomicInteger taken = new AtomicInteger();

    /** Null where a client may have all. */
    private volatile @Nullable ClientConnections byClient;

    /**
     * @param most of all clients
     * @param mostOfOne of one client; 0 means no such limit
     */
    public ConnectionPermits(int most, int mostOfOne) {
        most(most, mostOfOne);
    }

    /**
     * So many from now on. Connections that are open stay; those that began without a limit for each client are not counted by one that
     * is set now.
     */
    public void most(int ofAll, int mostOfOne) {
        most = ofAll;
        ClientConnections counted = byClient;
        if (mostOfOne == 0 || mostOfOne >= ofAll) {
            byClient = null;
        } else if (counted == null) {
            byClient = new ClientConnections(mostOfOne);
        } else {
            counted.most(mostOfOne);
        }
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

    /** Where the connections of each client are counted that begin now; null where they are not. */
    @Nullable
    ClientConnections byClient() {
        return byClient;
    }

    void give() {
        taken.decrementAndGet();
    }

    /** Connections open now. */
    public int taken() {
        return taken.get();
    }

    /** Clients that are counted one by one now. */
    public int clients() {
        ClientConnections counted = byClient;
        return counted == null ? 0 : counted.clients();
    }
}
