package io.zentinelproxy.core.exchange;

import org.jspecify.annotations.Nullable;

/**
 * An upstream that a request has left for another, its fallback.
 *
 * @param id of the upstream
 * @param attempts that the request had had when it left, of all upstreams so far
 * @param before the one that it had left before, or null
 */
public record LeftUpstream(
        String id, int attempts, @Nullable LeftUpstream before) {
    /** Attempts at this one. */
    public int attemptsHere() {
        return before == null ? attempts : attempts - before.attempts;
    }
}
