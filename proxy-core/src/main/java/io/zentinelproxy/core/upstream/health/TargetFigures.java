package io.zentinelproxy.core.upstream.health;

import org.jspecify.annotations.Nullable;

/**
 * What is shown of a target's health.
 *
 * @param available whether it gets requests
 * @param why it gets none, or the reason before where it does again; null where it always did
 * @param sinceMillis since when that is so, in milliseconds since 1970; 0 where it never changed
 * @param lastError of the last check, or null where that was good or there was none
 * @param breaker or null where there is none
 */
public record TargetFigures(
        boolean available,
        @Nullable String why,
        long sinceMillis,
        @Nullable String lastError,
        long checksPassed,
        long checksFailed,
        Breaker.@Nullable State breaker) {}
