package io.zentinelproxy.core.json;

/** A document that is not JSON, is not UTF-8, names a member twice, or is over a limit. Carries no stack trace: it is the sender's fault. */
public final class JsonException extends Exception {

    private static final long serialVersionUID = 1L;

    private final long octetOffset;
    private final boolean tooLarge;

    JsonException(String reason, long octetOffset) {
        this(reason, octetOffset, false);
    }

    private JsonException(String reason, long octetOffset, boolean tooLarge) {
        super(reason, null, false, false);
        this.octetOffset = octetOffset;
        this.tooLarge = tooLarge;
    }

    /** Of a document that may be JSON, but is more than is taken. */
    static JsonException tooLarge(String reason, long octetOffset) {
        return new JsonException(reason, octetOffset, true);
    }

    /** Where it was noticed: the count of octets before that place. */
    public long octetOffset() {
        return octetOffset;
    }

    /** Whether it is refused for the length of a string or the number of its values alone; only {@link JsonScan} tells. */
    public boolean tooLarge() {
        return tooLarge;
    }
}
