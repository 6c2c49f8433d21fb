package io.zentinelproxy.core.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code fallback} of a route: who answers where its upstream does not.
 *
 * @param maxAttempts upstreams that one request goes to besides the route's own
 * @param upstreams in the order in which they are asked
 */
public record FallbackSettings(int maxAttempts, Triggers triggers, List<Target> upstreams) {

    /**
     * What sends a request to the next upstream.
     *
     * @param health none of the upstream's targets can take it
     * @param connectionError no connection came about, or it broke before the answer
     * @param latency the answer has not begun in this time; null for no limit
     * @param statuses of answers, those included that the proxy itself would give
     */
    public record Triggers(
            boolean health,
            boolean connectionError,
            @Nullable Duration latency,
            List<Integer> statuses) {}

    /** @param skipIfUnhealthy whether it is passed by where none of its targets gets requests */
    public record Target(String upstream, boolean skipIfUnhealthy) {}
}
