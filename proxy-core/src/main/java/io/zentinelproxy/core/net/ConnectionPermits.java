package io.zentinelproxy.core.net;

import java.util.concurrent.atomic.AtomicInteger;

/** The cap on client connections over all listeners. A permit is taken at accept and given back when the connection has closed. */
public final class ConnectionPermits {
    private final int most;
    private final AtomicInteger taken = new AtomicInteger();

    public ConnectionPermits(int most) {
        this.most = most;
    }

    boolean tryTake() {
        if (taken.incrementAndGet() <= most) {
            return true;
        }
        taken.decrementAndGet();
        return false;
    }

    void give() {
        taken.decrementAndGet();
    }

    /** Connections open now. */
    public int taken() {
        return taken.get();
    }
}
