package io.zentinelproxy.security.quota;

/** A store does not say what it counts. Without a stack trace: in an outage there are many. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1;

    /** @param message what was tried and what went wrong, without secrets */
    public StoreException(String message) {
        super(message, null, false, false);
    }
}
