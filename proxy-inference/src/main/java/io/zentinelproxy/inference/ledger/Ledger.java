package io.zentinelproxy.inference.ledger;

import java.util.List;

/** Reserves and settles, atomically over all limits of a request. Any thread. */
public interface Ledger extends AutoCloseable {
    /**
     * Reserves all claims, or none. A claim that is not enforced never refuses, and one of 0 is never refused.
     *
     * @throws LedgerException where it cannot be said, as the store does not answer
     */
    Decision reserve(List<Claim> claims) throws LedgerException;

    /**
     * Accounts of a limit, in no order that means anything.
     *
     * @param most of them, at least 1
     * @throws LedgerException where the store does not answer
     */
    List<AccountState> states(Limit limit, int most) throws LedgerException;

    /**
     * How a holder stands; one that was never seen stands as one that has used nothing.
     *
     * @throws LedgerException where the store does not answer
     */
    AccountState state(Limit limit, String holder) throws LedgerException;

    /** What was settled last by this process, the newest first; at most 1,000. */
    List<Entry> recent();

    LedgerTotals totals();

    /** Gives back what is open and can be; the books stay. */
    @Override
    void close();
}
