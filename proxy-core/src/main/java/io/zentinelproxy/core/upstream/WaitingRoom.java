package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.bytes.Inlet;
import io.zentinelproxy.core.exchange.OriginWait;
import io.zentinelproxy.core.exchange.RequestPlaces;
import io.zentinelproxy.core.fault.LimitFault;

/**
 * The requests that wait for a connection to an origin, over all pools. A queue without a bound turns an origin that is slow into a
 * proxy without memory; so there are only so many, and what each keeps is on the budget. Any thread.
 */
public final class WaitingRoom {
    /** What a request that waits keeps from others: the array that its head stands in. */
    private static final int OCTETS = Inlet.DEFAULT_CAPACITY;

    private final RequestPlaces places;
    private final HoldBudget budget;

    public WaitingRoom(RequestPlaces places, HoldBudget budget) {
        this.places = places;
        this.budget = budget;
    }

    /** Sends away who may not wait, before it takes a place from those who may. */
    static void admit(OriginWait waiting) throws LimitFault {
        if (!waiting.mayQueue()) {
            throw new LimitFault(LimitFault.Kind.QUEUE_EXHAUSTED);
        }
    }

    /** Lets so many wait from now on; 0 means no limit. */
    public void most(int requests) {
        places.most(requests);
    }

    /** Lets a request wait until it {@link #leave}s. */
    void enter() throws LimitFault {
        if (!places.take()) {
            throw new LimitFault(LimitFault.Kind.QUEUE_EXHAUSTED);
        }
        if (!budget.take(OCTETS)) {
            places.give();
            throw new LimitFault(LimitFault.Kind.HOLD_EXHAUSTED);
        }
    }

    void leave() {
        budget.give(OCTETS);
        places.give();
    }

    /** Requests that wait now. */
    public int waiting() {
        return places.taken();
    }
}
