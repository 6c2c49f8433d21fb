package io.zentinelproxy.inference.ledger;

/**
 * What a request wants of one limit.
 *
 * @param holder for whom it counts; a hash where that is a secret
 * @param amount in units of the limit's measure, at least 0
 * @param mostHolders that this limit may have, where the ledger's own bound is not lower; Redis has none
 */
public record Claim(Limit limit, String holder, long amount, int mostHolders) {
    /** Nobody has a limit as high, and sums of some thousands of them do not overflow. */
    public static final long MOST = 1L << 50;

    public Claim {
        amount = Math.min(amount, MOST);
    }

    /** Where the ledger's own bound of holders is enough. */
    public Claim(Limit limit, String holder, long amount) {
        this(limit, holder, amount, Integer.MAX_VALUE);
    }
}
