package io.zentinelproxy.inference.ledger;

import java.util.List;

/** Reserves and settles, atomically over all limits of a request. Any thread. */
public interface Ledger extends AutoCloseable {
    /**
     * Reserves all claims, or none. A claim that is not enforced never refuses.
     *
     * @throws LedgerException where it cannot be said, as the store does not answer
     */
    Decision reserve(List<Claim> claims) throws LedgerException;

    @Override
    void close();
}
