package io.zentinelproxy.inference.tokens;

/**
 * How many tokens a text is.
 *
 * @param tokens the number
 * @param exact false if the text was longer than is counted, and the number was extrapolated
 */
public record TokenCount(int tokens, boolean exact) {}
