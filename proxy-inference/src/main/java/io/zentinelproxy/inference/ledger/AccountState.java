package io.zentinelproxy.inference.ledger;

/**
 * How an account stands, for operators.
 *
 * @param used settled in the turn or the time of the window; of a bucket, what it has not got back yet
 * @param reserved by requests that are under way
 * @param carried over from the turn before
 * @param remaining what may still be reserved, without the overdraft; negative in one
 * @param resetMillis until all of it may be had again
 */
public record AccountState(
        String limit,
        String holder,
        long most,
        long used,
        long reserved,
        long carried,
        long remaining,
        long resetMillis) {}
