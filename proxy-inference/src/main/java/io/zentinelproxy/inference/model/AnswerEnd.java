package io.zentinelproxy.inference.model;

import java.util.Locale;

/** How an answer of a model ended. */
public enum AnswerEnd {
    /** It was complete, or called a tool. */
    STOP,
    /** It was as long as it might be. */
    LENGTH,
    /** Its client went away. */
    DISCONNECT,
    /** Its origin broke off. */
    CUT,
    /** What was reserved for it was used up. */
    BUDGET,
    /** It is an error. */
    ERROR;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** As logs and metrics write it. */
    public String word() {
        return word;
    }
}
