package io.zentinelproxy.inference.model;

/** Whose words are spoken: errors, credentials, and what is told of limits. */
public enum Provider {
    OPENAI,
    ANTHROPIC,
    /** Any other: its answers have a usage in one of the shapes that are known. Its errors are told as OpenAI does. */
    GENERIC
}
