package io.zentinelproxy.core.balance;

/** What came of one try at an endpoint. */
public enum Outcome {
    /** It answered, with a status below 500. */
    SUCCESS,
    /** It answered with a status of 500 or above. */
    ERROR_STATUS,
    /** No connection came about: it has seen nothing of the request. */
    UNREACHABLE,
    /** It was too slow: with the head of its answer, or with its content. */
    TIMED_OUT,
    /** It broke off, or answered otherwise than HTTP asks. */
    BROKE_OFF,
    /** It cannot be told: the client went, or we had no room. */
    UNKNOWN;

    /** Whether it speaks against the endpoint. */
    public boolean isFailure() {
        return switch (this) {
            case SUCCESS, UNKNOWN -> false;
            case ERROR_STATUS, UNREACHABLE, TIMED_OUT, BROKE_OFF -> true;
        };
    }
}
