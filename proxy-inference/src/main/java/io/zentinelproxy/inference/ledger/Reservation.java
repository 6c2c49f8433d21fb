package io.zentinelproxy.inference.ledger;

/**
 * What a request holds of its limits. Ends once, by whichever of the two comes first; a second end does nothing. Where its process dies, it is
 * given back after the time of the lease.
 */
public interface Reservation {
    /**
     * Puts what was used in place of what was reserved, be it more or less.
     *
     * @param used for each claim, in their order
     */
    void settle(long[] used, Entry entry);

    /** Gives all back: nothing was used. */
    void release();
}
