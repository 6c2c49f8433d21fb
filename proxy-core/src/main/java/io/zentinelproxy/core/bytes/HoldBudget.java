package io.zentinelproxy.core.bytes;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many octets the whole process may hold in memory for its peers at a time, besides the buffers that every connection gets. Who
 * takes octets gives them back once; where there are none left, whoever asked does without, or refuses. Any thread.
 */
public final class HoldBudget {
    private volatile long most;
    private final AtomicLong held = new AtomicLong();

    public HoldBudget(long most) {
        this.most = most;
    }

    /** So many from now on; what is held already stays. */
    public void most(long others) {
        most = others;
    }

    /** Takes octets, or none and returns false where there are not as many left. */
    public boolean take(int octets) {
        long before;
        do {
            before = held.get();
            if (octets > most - before) {
                return false;
            }
        } while (!held.compareAndSet(before, before + octets));
        return true;
    }

    public void give(int octets) {
        held.addAndGet(-octets);
    }

    /** Whether so many could be taken now. */
    public boolean has(long octets) {
        return octets <= most - held.get();
    }

    /** Octets held now. */
    public long held() {
        return held.get();
    }

    /** Octets that may be held. */
    public long most() {
        return most;
    }
}
