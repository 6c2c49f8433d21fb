package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.exchange.Duplex;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.exchange.UpstreamExchange;
import io.zentinelproxy.core.http1.Http1Upstream;
import org.jspecify.annotations.Nullable;

/** A connection to an endpoint, lent for one exchange. Closing it gives the connection back to the pool or to its end. */
public final class Lease implements AutoCloseable {
    private final Upstream upstream;
    private final OriginPool pool;
    private final OriginConnection connection;
    private final Http1Upstream exchange;
    private final boolean reused;
    private boolean abandoned;
    private boolean released;
    private boolean detached;

    Lease(Upstream upstream, OriginPool pool, OriginConnection connection, Http1Upstream exchange, boolean reused) {
        this.upstream = upstream;
        this.pool = pool;
        this.connection = connection;
        this.exchange = exchange;
        this.reused = reused;
    }

    public UpstreamExchange exchange() {
        return exchange;
    }

    /** What the connection's handshake has settled, or null in the clear. */
    public @Nullable TlsFacts tls() {
        return connection.transport().tls();
    }

    /** Whether the connection has carried a request before: then it may have died without anyone's notice. */
    public boolean isReused() {
        return reused;
    }

    /** Says that another thread may still send on the connection: neither it nor its buffers are used again. */
    public void abandon() {
        abandoned = true;
        exchange.cancel();
    }

    /** No wait of this exchange goes on past this moment. */
    public void deadline(long nanos) {
        connection.transport().deadline(nanos);
    }

    /** Gives a connection whose exchange is complete back early: before its answer has reached the client. */
    public void release() {
        if (exchange.isReusable()) {
            released = true;
            pool.give(connection);
        }
    }

    /**
     * Takes the connection out of the exchange, whose origin has answered 101. Until {@link #drop} it counts as one of the pool's, which
     * never gets it back.
     */
    public Duplex detach() {
        detached = true;
        Duplex taken = exchange.takeConnection();
        exchange.unbind();
        upstream.giveExchange(exchange);
        return taken;
    }

    /** Ends a connection that was taken out. Called once, by any thread. */
    public void drop() {
        pool.drop(connection);
    }

    @Override
    public void close() {
        if (detached) {
            return;
        }
        if (abandoned) {
            exchange.forget();
            upstream.loseExchange();
            pool.drop(connection);
            return;
        }
        boolean reusable = exchange.isReusable();
        exchange.unbind();
        upstream.giveExchange(exchange);
        if (released) {
            return;
        }
        if (reusable) {
            pool.give(connection);
        } else {
            pool.drop(connection);
        }
    }
}
