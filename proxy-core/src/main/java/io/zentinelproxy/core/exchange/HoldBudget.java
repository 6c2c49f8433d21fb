package io.zentinelproxy.core.exchange;

import java.util.concurrent.atomic.AtomicLong;

/** How many octets of content the whole process may hold in memory at a time. */
public final class HoldBudget {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    public HoldBudget(long most) {
        this.most = most;
    }

    /** A quarter of the heap: a proxy that holds more has too little left to serve with. */
    public static HoldBudget ofHeap() {
        return new HoldBudget(Runtime.getRuntime().maxMemory() / 4);
    }

    /** Takes octets, or none and returns false where there are not as many left. */
    boolean take(int octets) {
        if (held.addAndGet(octets) <= most) {
            return true;
        }
        held.addAndGet(-octets);
        return false;
    }

    void give(int octets) {
        held.addAndGet(-octets);
    }

    /** Octets held now. */
    public long held() {
        return held.get();
    }
}
