package io.zentinelproxy.core.fault;

/**
 * Why an exchange did not go as asked, chosen by whose fault it is. Every fault has a status for the client, a reason code for
 * log and metrics, and a sentence that is safe to show. Expected faults carry no stack trace: they are as cheap as a return value.
 */
public abstract sealed class Fault extends Exception
        permits ClientFault, LimitFault, PolicyFault, UpstreamFault, InternalFault {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String reason;

    Fault(int status, String reason, String message) {
        super(message, null, false, false);
        this.status = status;
        this.reason = reason;
    }

    Fault(int status, String reason, String message, Throwable cause) {
        super(message, cause, false, true);
        this.status = status;
        this.reason = reason;
    }

    /** After how many seconds it may be worth while to ask again, at least 1, where the status says so at all. */
    public long retryAfterSeconds() {
        return 1;
    }

    /** The status code that the client is answered with, where it still can be. */
    public final int status() {
        return status;
    }

    /** The reason code of access log and metrics: lower case, words joined by underscores, of a fixed set. */
    public final String reason() {
        return reason;
    }

    /** A sentence that tells the client nothing it may not know. */
    public final String sentence() {
        String message = getMessage();
        return message == null ? reason : message;
    }
}
