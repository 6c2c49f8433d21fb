package io.zentinelproxy.core.json;

/** A document that is not JSON, is not UTF-8, names a member twice, or is over a limit. Carries no stack trace: it is the sender's fault. */
public final class JsonException extends Exception {

    private static final long serialVersionUID = 1L;

    private final long octetOffset;

    JsonException(String reason, long octetOffset) {
        super(reason, null, false, false);
        this.octetOffset = octetOffset;
    }

    /** Where it was noticed: the count of octets before that place. */
    public long octetOffset() {
        return octetOffset;
    }
}
