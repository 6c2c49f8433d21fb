package io.zentinelproxy.core.config;

import org.jspecify.annotations.Nullable;

/** A value that its key does not take. Carries no stack trace: it is the file's fault. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    /** What would be right, or null for what the type says of itself. */
    final transient @Nullable String expected;

    /** The word that was probably meant, or null. */
    final transient @Nullable String suggestion;

    private Refusal(String message, @Nullable String expected, @Nullable String suggestion) {
        super(message, null, false, false);
        this.expected = expected;
        this.suggestion = suggestion;
    }

    public static Refusal because(String message) {
        return new Refusal(message, null, null);
    }

    public static Refusal because(String message, String expected) {
        return new Refusal(message, expected, null);
    }

    Refusal suggesting(@Nullable String word) {
        return new Refusal(reason(), expected, word);
    }

    /** What is wrong, one sentence. */
    public String reason() {
        String message = getMessage();
        return message == null ? "not accepted" : message;
    }
}
