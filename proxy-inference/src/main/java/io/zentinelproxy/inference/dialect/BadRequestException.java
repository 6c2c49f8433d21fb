package io.zentinelproxy.inference.dialect;

import org.jspecify.annotations.Nullable;

/** A request that no model gets to see. */
public final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final @Nullable String param;

    /**
     * @param status 400, or 413 for what is too large
     * @param param the member that is wrong, as {@code messages[2].content}; null where it is the whole
     */
    public BadRequestException(int status, String message, @Nullable String param) {
        super(message, null, false, false);
        this.status = status;
        this.param = param;
    }

    public int status() {
        return status;
    }

    public @Nullable String param() {
        return param;
    }
}
