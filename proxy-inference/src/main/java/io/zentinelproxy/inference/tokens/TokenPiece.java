package io.zentinelproxy.inference.tokens;

/**
 * The fewest whole tokens that are whole characters.
 *
 * @param text what they say
 * @param tokens how many they are: mostly one, more where a character takes several
 */
public record TokenPiece(String text, int tokens) {}
