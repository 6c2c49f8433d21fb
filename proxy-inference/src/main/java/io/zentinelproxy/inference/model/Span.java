package io.zentinelproxy.inference.model;

/**
 * Octets of a request's content.
 *
 * @param from the first
 * @param to behind the last; the same as {@code from} for a place where nothing stands
 */
public record Span(int from, int to) {}
