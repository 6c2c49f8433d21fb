package io.zentinelproxy.security.local;

/**
 * What is known of a limiter's keys in this process.
 *
 * @param limiter its id
 * @param keys known now
 * @param forgotten since it began, although their buckets were not full: those clients began anew with full ones
 */
public record KeyCounts(String limiter, long keys, long forgotten) {}
