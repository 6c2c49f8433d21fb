package io.zentinelproxy.inference.ledger;

import java.util.Map;

/**
 * What a ledger has done since it was opened, for metrics.
 *
 * @param open reservations that have not ended
 * @param entries settled by this process
 * @param released by it
 * @param expired leases that ran out, and were given back
 * @param refusals by the id of the limit that has said no
 * @param accounts that are kept
 * @param evictions of accounts that nothing was used of, to make room
 * @param full refusals of holders for whom there was no room
 * @param lost entries that could not be written, or said to the store
 * @param waiting ends of requests that the store has not heard yet, and is told again
 * @param store how the store is
 */
public record LedgerTotals(
        long open,
        long entries,
        long released,
        long expired,
        Map<String, Long> refusals,
        long accounts,
        long evictions,
        long full,
        long lost,
        long waiting,
        Store store) {

    /**
     * @param up whether it can be asked
     * @param lastFailure what went wrong last, without secrets; empty where nothing did
     */
    public record Store(String kind, boolean up, String lastFailure) {}
}
