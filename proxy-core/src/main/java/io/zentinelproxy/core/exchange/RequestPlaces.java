package io.zentinelproxy.core.exchange;

import java.util.concurrent.atomic.AtomicInteger;

/** How many requests may be somewhere at once. Costs an addition to enter and one to leave, and nothing without a limit. Any thread. */
public final class RequestPlaces {
    private final int most;
    private final AtomicInteger taken = new AtomicInteger();

    /** So many; 0 means no limit, and then none are counted. */
    public RequestPlaces(int most) {
        this.most = most;
    }

    /** Takes a place, or returns false where there is none. */
    public boolean take() {
        if (most == 0 || taken.incrementAndGet() <= most) {
            return true;
        }
        taken.decrementAndGet();
        return false;
    }

    public void give() {
        if (most != 0) {
            taken.decrementAndGet();
        }
    }

    /** Places taken now. */
    public int taken() {
        return taken.get();
    }
}
