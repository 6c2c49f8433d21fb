package io.zentinelproxy.inference.model;

import java.util.Locale;

/** Whose words are spoken: errors, credentials, and what is told of limits. */
public enum Provider {
    OPENAI,
    ANTHROPIC,
    /** Any other: its answers have a usage in one of the shapes that are known. Its errors are told as OpenAI does. */
    GENERIC;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** As configurations and logs write it. */
    public String word() {
        return word;
    }
}
