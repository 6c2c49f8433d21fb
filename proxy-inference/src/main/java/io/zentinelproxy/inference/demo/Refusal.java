package io.zentinelproxy.inference.demo;

import org.jspecify.annotations.Nullable;

/** A request the model does not answer. The client's fault, so without a stack trace; each dialect has its own words for it. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String param;
    private final @Nullable String code;

    /**
     * @param status the HTTP status, 400 to 499
     * @param message for people
     * @param param the member at fault, if it was one
     * @param code OpenAI's word for the reason, if it has one
     */
    Refusal(int status, String message, @Nullable String param, @Nullable String code) {
        super(message, null, false, false);
        this.status = status;
        this.param = param;
        this.code = code;
    }

    /** Whatever is wrong with the request's content. */
    static Refusal badRequest(String message, @Nullable String param, @Nullable String code) {
        return new Refusal(400, message, param, code);
    }

    int status() {
        return status;
    }

    @Nullable
    String param() {
        return param;
    }

    @Nullable
    String code() {
        return code;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
