package io.zentinelproxy.core.http2;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The virtual thread of a pooled exchange: made for its first request, parked between two. To wake one is cheaper than to make one,
 * by about a third of all that a small request costs.
 */
final class ExchangeThread {
    private final Runnable body;

    /** Belongs to whoever has the exchange from the pool. */
    private @Nullable Thread thread;

    /** Whether there is a request to serve. */
    private volatile boolean bound;

    /** Whether there will be none any more. */
    private volatile boolean retired;

    /** @param body which calls {@link #awaitRequest} for each request */
    ExchangeThread(Runnable body) {
        this.body = body;
    }

    /** A request was bound. */
    void start() {
        bound = true;
        if (thread == null) {
            thread = Thread.ofVirtual().start(body);
        } else {
            LockSupport.unpark(thread);
        }
    }

    /** Waits for a request; false where there will be none. Called by the thread itself. */
    boolean awaitRequest() {
        while (!bound && !retired) {
            LockSupport.park(this);
        }
        return bound;
    }

    /** The request is over, and another may be bound from now on. Called by the thread itself. */
    void unbound() {
        bound = false;
    }

    /** No request will be bound any more. */
    void retire() {
        retired = true;
        LockSupport.unpark(thread);
    }
}
