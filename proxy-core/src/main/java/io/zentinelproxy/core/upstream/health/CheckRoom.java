package io.zentinelproxy.core.upstream.health;

import java.util.concurrent.atomic.AtomicInteger;

/** Places for the health checks of the whole process. Any thread; nobody waits for a place, who gets none asks again. */
public final class CheckRoom {
    private volatile int most;
    private final AtomicInteger taken = new AtomicInteger();

    public CheckRoom(int most) {
        this.most = most;
    }

    /** So many from now on; those under way go on. */
    public void most(int others) {
        most = others;
    }

    boolean enter() {
        if (taken.incrementAndGet() > most) {
            taken.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        taken.decrementAndGet();
    }

    /** Checks under way now. */
    public int taken() {
        return taken.get();
    }
}
