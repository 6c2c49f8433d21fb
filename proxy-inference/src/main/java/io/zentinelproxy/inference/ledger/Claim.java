package io.zentinelproxy.inference.ledger;

/**
 * What a request wants of one limit.
 *
 * @param holder for whom it counts; a hash where that is a secret
 * @param amount in units of the limit's measure, at least 0
 */
public record Claim(Limit limit, String holder, long amount) {}
