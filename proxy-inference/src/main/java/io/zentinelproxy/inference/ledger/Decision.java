package io.zentinelproxy.inference.ledger;

import java.util.List;

/** What comes of a request for tokens. */
public sealed interface Decision {
    /** All of it was reserved. */
    record Granted(Reservation reservation, List<Standing> standings) implements Decision {}

    /**
     * Nothing was.
     *
     * @param by the limit that says no; of several the one that does so longest
     */
    record Refused(Why why, Standing by, List<Standing> standings) implements Decision {}

    /** Why a limit says no. */
    enum Why {
        /** There is not enough left. */
        SPENT,
        /** It is new, and the limit has as many holders as it may, all of whom have used something. */
        HOLDERS
    }

    /**
     * How one limit stands, behind the decision.
     *
     * @param remaining what may still be reserved, in units of the measure; negative in an overdraft
     * @param waitNanos until what was asked for may be had; 0 where it is, {@link Long#MAX_VALUE} where never
     * @param resetNanos until all of it may be had again
     */
    record Standing(Claim claim, boolean enough, long remaining, long waitNanos, long resetNanos) {}
}
