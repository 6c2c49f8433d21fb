package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.exchange.Duplex;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.exchange.UpstreamExchange;
import io.zentinelproxy.core.http1.Http1Upstream;
import org.jspecify.annotations.Nullable;

/** A connection of HTTP/1.1, lent as a whole. */
public final class ConnectionLease implements Lease {
    private final Exchanges exchanges;
    private final OriginPool pool;
    private final OriginConnection connection;
    private final Http1Upstream exchange;
    private final boolean reused;
    private boolean abandoned;
    private boolean released;
    private boolean detached;

    ConnectionLease(
            Exchanges exchanges, OriginPool pool, OriginConnection connection, Http1Upstream exchange, boolean reused) {
        this.exchanges = exchanges;
        this.pool = pool;
        this.connection = connection;
        this.exchange = exchange;
        this.reused = reused;
    }

    @Override
    public UpstreamExchange exchange() {
        return exchange;
    }

    @Override
    public @Nullable TlsFacts tls() {
        return connection.transport().tls();
    }

    @Override
    public boolean isReused() {
        return reused;
    }

    /** Neither the connection nor its buffers are used again. */
    @Override
    public void abandon() {
        abandoned = true;
        exchange.cancel();
    }

    @Override
    public void deadline(long nanos) {
        connection.transport().deadline(nanos);
    }

    @Override
    public void release() {
        if (exchange.isReusable()) {
            released = true;
            pool.give(connection);
        }
    }

    @Override
    public Duplex detach() {
        detached = true;
        pool.detached(connection);
        Duplex taken = exchange.takeConnection();
        exchange.unbind();
        exchanges.give(exchange);
        return taken;
    }

    @Override
    public void drop() {
        pool.drop(connection);
    }

    /**
     * What was not released with the last octet of its answer has waited since, for the rest of the request or for the client: its origin had
     * time for octets that nobody asked for, which a request that comes at once would take for its answer.
     */
    @Override
    public void close() {
        if (detached) {
            return;
        }
        if (abandoned) {
            exchange.forget();
            exchanges.lose();
            pool.drop(connection);
            return;
        }
        boolean reusable = exchange.isReusable();
        exchange.unbind();
        exchanges.give(exchange);
        if (released) {
            return;
        }
        if (reusable && !connection.transport().isStale()) {
            pool.give(connection);
        } else {
            pool.drop(connection);
        }
    }
}
