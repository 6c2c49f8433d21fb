package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.ExchangeHandler;
import io.zentinelproxy.core.net.Transport;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The HTTP/2 side of one listener: its connections, and what they share. Exchanges are pooled, because a connection needs them only
 * while requests are under way.
 */
public final class Http2Server {
    /** Exchanges kept for reuse; more are made when more requests are under way at once, lean ones, and left to the collector after. */
    private static final int POOLED = 512;

    private static final byte[] NOTHING = new byte[0];

    private final String listener;
    private final Http2Settings settings;
    private final ExchangeHandler handler;
    private final Http2Shared shared;
    private final EndedConnections ended;
    private final Http2Counters counters = new Http2Counters();
    private final ArrayList<Http2Exchange> pool = new ArrayList<>();
    private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;
    private volatile boolean closed;

    /** Exchanges bound to a stream. Guarded by pool. */
    private int active;

    /** Told of connections that ended with an error. Must not block. */
    public interface EndedConnections {
        /**
         * @param peer of the connection
         * @param code of the GOAWAY that was sent
         * @param reason lower case, words joined by underscores, of a fixed set
         */
        void ended(ClientAddress peer, ErrorCode code, String reason);
    }

    public Http2Server(
            String listener,
            Http2Settings settings,
            ExchangeHandler handler,
            Http2Shared shared,
            EndedConnections ended) {
        this.listener = listener;
        this.settings = settings;
        this.handler = handler;
        this.shared = shared;
        this.ended = ended;
    }

    /**
     * Serves a connection to its end, on its virtual thread.
     *
     * @param local where it arrived
     * @param flag how suspicious its client is
     */
    public void serve(Transport transport, ClientAddress local, int flag) {
        serve(transport, local, flag, NOTHING);
    }

    /** @param early octets of it that were read already */
    public void serve(Transport transport, ClientAddress local, int flag, byte[] early) {
        ServerConnection connection = new ServerConnection(this, transport, local, flag, early);
        connections.add(connection);
        try {
            if (closed) {
                // Accepted while all were being closed: whoever did may have looked before this one was there.
                connection.close();
            }
            connection.run();
        } finally {
            connection.awaitExchanges();
            connections.remove(connection);
        }
    }

    String listener() {
        return listener;
    }

    Http2Settings settings() {
        return settings;
    }

    ExchangeHandler handler() {
        return handler;
    }

    Http2Shared shared() {
        return shared;
    }

    public Http2Counters counters() {
        return counters;
    }

    void ended(ClientAddress peer, ErrorCode code, String reason) {
        ended.ended(peer, code, reason);
    }

    /** An exchange with its buffers, for one request. */
    Http2Exchange take() {
        boolean usual;
        synchronized (pool) {
            active++;
            if (!pool.isEmpty()) {
                return pool.removeLast();
            }
            usual = active <= POOLED;
        }
        return new Http2Exchange(this, usual);
    }

    /**
     * Takes an exchange back.
     *
     * @param sound whether another may follow: one that ended by a defect of ours is not used again
     * @return whether it may be used again
     */
    boolean give(Http2Exchange exchange, boolean sound) {
        synchronized (pool) {
            active--;
            boolean pooled = sound && exchange.isKept() && !closed && pool.size() < POOLED;
            if (pooled) {
                pool.add(exchange);
            }
            return pooled;
        }
    }

    /** Lets connections end after the requests they are at, and tells clients so. */
    public void drain() {
        draining = true;
        connections.forEach(ServerConnection::drain);
    }

    boolean isDraining() {
        return draining;
    }

    /** Closes every connection at once. */
    public void close() {
        closed = true;
        draining = true;
        connections.forEach(ServerConnection::close);
        synchronized (pool) {
            pool.forEach(exchange -> exchange.thread().retire());
            pool.clear();
        }
    }

    /** Requests that are being served now. */
    public int active() {
        synchronized (pool) {
            return active;
        }
    }

    /** Connections open now. */
    public int connections() {
        return connections.size();
    }
}
