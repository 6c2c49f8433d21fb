package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.retry.RetryPolicy;
import io.zentinelproxy.core.upstream.AttemptLimits;
import io.zentinelproxy.core.upstream.Upstream;
import io.zentinelproxy.core.upstream.health.Breaker;
import org.jspecify.annotations.Nullable;

/**
 * Where requests of a route go: an upstream, and how long and how often it is tried.
 *
 * @param retry what is sent again, or null where only what has reached no origin is
 * @param breaker asked before each request, or null where none is
 */
record Way(
        Upstream upstream,
        AttemptLimits limits,
        @Nullable RetryPolicy retry,
        @Nullable Breaker breaker) {
    static Way of(Upstream upstream, AttemptLimits limits, @Nullable RetryPolicy retry) {
        return new Way(upstream, retry == null ? limits : limits.within(retry.perTry()), retry, null);
    }

    /** The same, where this breaker is asked. */
    Way guardedBy(@Nullable Breaker asked) {
        return asked == null ? this : new Way(upstream, limits, retry, asked);
    }
}
