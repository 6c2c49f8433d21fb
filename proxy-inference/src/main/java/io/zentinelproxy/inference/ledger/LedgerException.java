package io.zentinelproxy.inference.ledger;

/** The books cannot be asked. The message says why, for the log. */
public final class LedgerException extends Exception {
    private static final long serialVersionUID = 1;

    public LedgerException(String message) {
        super(message, null, false, false);
    }
}
