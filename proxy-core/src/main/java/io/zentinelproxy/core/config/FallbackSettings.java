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
     * @param budget what its client may use of models is used up
     */
    public record Triggers(
            boolean health,
            boolean connectionError,
            @Nullable Duration latency,
            List<Integer> statuses,
            boolean budget) {}

    /**
     * One that is asked next.
     *
     * @param skipIfUnhealthy whether it is passed by where none of its targets gets requests
     * @param provider whose credentials go to it, where it serves models; null for the route's
     * @param models what models are called there; the first that fits counts
     */
    public record Target(
            String upstream,
            boolean skipIfUnhealthy,
            @Nullable String provider,
            List<ModelName> models) {}

    /**
     * What a model is called elsewhere.
     *
     * @param glob of its name as the client writes it
     */
    public record ModelName(String glob, String name) {}
}
