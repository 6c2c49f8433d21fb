package io.zentinelproxy.core.balance;

/** Why an endpoint gets no requests at present. Several may hold at once; it is back when none does. */
public enum Absence {
    /** Its checks fail. */
    UNHEALTHY,
    /** It stood out among the others by its failures. */
    EJECTED,
    /** Its circuit breaker is open. */
    BROKEN,
    /** An operator, or its successor, has taken it out. */
    DRAINED;

    int bit() {
        return 1 << ordinal();
    }
}
