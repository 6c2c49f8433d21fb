package io.zentinelproxy.core.json;

/** A text that is not JSON, or is over a limit. Carries no stack trace: it is the author's fault. */
public final class JsonTextException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int offset;

    JsonTextException(String reason, int offset) {
        super(reason, null, false, false);
        this.offset = offset;
    }

    /** Where it was noticed, in UTF-16 units. */
    public int offset() {
        return offset;
    }
}
