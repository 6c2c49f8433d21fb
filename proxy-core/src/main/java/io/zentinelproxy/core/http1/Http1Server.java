package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.ExchangeHandler;
import io.zentinelproxy.core.net.IdleBuffers;
import io.zentinelproxy.core.net.OtherProtocol;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.net.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/1.1 side of one listener: its connections, and what they share. Exchanges are pooled, because a connection needs one
 * with its buffers only while a request is under way.
 */
public final class Http1Server {
    /** Exchanges kept for reuse; more are made when more requests are under way at once, lean ones, and left to the collector after. */
    private static final int POOLED = 512;

    private final String listener;
    private final Http1Settings settings;
    private final ExchangeHandler handler;
    private final Sweep sweep;
    private final IdleBuffers idleBuffers;
    private final BulkBuffers bulk;
    private final HoldBudget budget;
    private final @Nullable OtherProtocol other;
    private final ArrayList<Http1Exchange> pool = new ArrayList<>();
    private final Set<Http1Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    /** Written before draining. */
    private volatile long drainIdleNanos;

    private volatile boolean closed;

    /** Exchanges bound to a connection. Guarded by pool. */
    private int active;

    /** @param other what connections may turn out to speak instead, or null */
    public Http1Server(
            String listener,
            Http1Settings settings,
            ExchangeHandler handler,
            Sweep sweep,
            IdleBuffers idleBuffers,
            BulkBuffers bulk,
            HoldBudget budget,
            @Nullable OtherProtocol other) {
        this.listener = listener;
        this.settings = settings;
        this.handler = handler;
        this.sweep = sweep;
        this.idleBuffers = idleBuffers;
        this.bulk = bulk;
        this.budget = budget;
        this.other = other;
    }

    /**
     * Serves a connection to its end, on its virtual thread.
     *
     * @param local where it arrived
     * @param flag how suspicious its client is
     */
    public void serve(Transport transport, ClientAddress local, int flag) {
        Http1Connection connection = new Http1Connection(this, transport, local, flag);
        connections.add(connection);
        try {
            if (closed) {
                // Accepted while all were being closed: whoever did may have looked before this one was there.
                connection.close();
            }
            connection.run();
        } finally {
            connections.remove(connection);
        }
        byte[] foreign = connection.foreign();
        if (foreign != null && other != null) {
            other.serve(transport, local, flag, foreign);
        }
    }

    @Nullable
    OtherProtocol other() {
        return other;
    }

    String listener() {
        return listener;
    }

    Http1Settings settings() {
        return settings;
    }

    ExchangeHandler handler() {
        return handler;
    }

    Sweep sweep() {
        return sweep;
    }

    IdleBuffers idleBuffers() {
        return idleBuffers;
    }

    HoldBudget budget() {
        return budget;
    }

    /** An exchange with its buffers, for one request or a burst of them. */
    Http1Exchange take() {
        boolean usual;
        synchronized (pool) {
            active++;
            if (!pool.isEmpty()) {
                return pool.removeLast();
            }
            usual = active <= POOLED;
        }
        return new Http1Exchange(settings, usual ? Build.KEPT : Build.LEAN, bulk, budget);
    }

    /**
     * Takes an exchange back.
     *
     * @param sound whether another may follow: one that ended by a defect of ours is not used again
     */
    void give(Http1Exchange exchange, boolean sound) {
        synchronized (pool) {
            active--;
            if (sound && exchange.isKept() && pool.size() < POOLED) {
                pool.add(exchange);
            }
        }
    }

    /** Whether connections end after the request they are at. */
    boolean isDraining() {
        return draining;
    }

    /**
     * Lets each connection end after one more answer, which tells the client so: that to the request under way, or that to the next. An idle
     * one is not closed at once, because its client may just be sending a request, which would be lost.
     *
     * @param idle how long is waited for that next request
     */
    public void drain(Duration idle) {
        drainIdleNanos = idle.toNanos();
        draining = true;
        connections.forEach(Http1Connection::drain);
    }

    /** Until when a connection that idles in a drain may still send a request, on the sweep's clock. */
    long drainIdleEnd() {
        return sweep.now() + drainIdleNanos;
    }

    /** Closes every connection at once. */
    public void close() {
        closed = true;
        draining = true;
        connections.forEach(Http1Connection::close);
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
