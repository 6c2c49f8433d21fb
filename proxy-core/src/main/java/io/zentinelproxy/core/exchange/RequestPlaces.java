package io.zentinelproxy.core.exchange;

import java.util.concurrent.atomic.AtomicInteger;

/** How many requests may be somewhere at once. Costs an addition to enter and one to leave. Any thread. */
public final class RequestPlaces {
    private volatile int most;
    private final AtomicInteger taken = new AtomicInteger();

    /** So many; 0 means no limit. */
    public RequestPlaces(int most) {
        this.most = most;
    }

    /** Whether there is a limit: where there is none nobody needs to take a place. */
    public boolean isLimited() {
        return most != 0;
    }

    /** So many from now on; who is there already stays, and counts. */
    public void most(int others) {
        most = others;
    }

    /** Takes a place, or returns false where there is none. */
    public boolean take() {
        int limit = most;
        if (taken.incrementAndGet() <= limit || limit == 0) {
            return true;
        }
        taken.decrementAndGet();
        return false;
    }

    public void give() {
        taken.decrementAndGet();
    }

    /** Places taken now. */
    public int taken() {
        return taken.get();
    }
}
