package io.zentinelproxy.security.quota;

/**
 * One limit, as stores know it.
 *
 * @param id unique in the configuration; part of the names in shared stores, so that equal ones of several processes count together
 * @param enforced whether it refuses, or is only looked at
 * @param maxKeys that are known at once where they are kept in this process
 */
public record Limiter(String id, Rate rate, boolean enforced, int maxKeys) {}
