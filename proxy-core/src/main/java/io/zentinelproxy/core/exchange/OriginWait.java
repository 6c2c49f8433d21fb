package io.zentinelproxy.core.exchange;

import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;

/**
 * Whoever waits for an origin: what a pool of connections, and the exchange on one of them, need to know of who asks. A client's
 * request, or one of our own that nobody waits for.
 */
public interface OriginWait extends StalledClient {
    /** For the choice of an origin, and for what it is told of the client. */
    Exchange facts();

    /** Says that the exchange's thread waits for the origin from now on: an end of whoever asks meanwhile cancels the call. */
    void awaitOrigin(Cancellation onGone);

    /** Says that the wait is over. */
    void originArrived();

    /** Whether whoever asks was seen to be gone while the origin was waited for. */
    boolean isGone();

    /** Why, where {@link #isGone} says so. */
    default Fault whyGone() {
        return new ClientFault(ClientFault.Kind.CLIENT_GONE);
    }

    /** Whether it may wait for a connection while all are busy, or goes without. */
    default boolean mayQueue() {
        return true;
    }

    /** How a wait for an origin is ended from outside. Called on another thread. */
    interface Cancellation {
        void cancel();
    }
}
