package io.zentinelproxy.inference.models;

import io.zentinelproxy.core.config.Located;
import io.zentinelproxy.inference.model.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Where requests for some models go.
 *
 * @param upstream null for the route's own
 * @param provider whose words are spoken there; null for the route's
 * @param to the name that the model has there; null for the one that was asked for
 * @param weight among rules of the same glob and sizes that have one; 0 for none, which is always taken where it comes first
 * @param min tokens of a prompt that it takes, at least
 * @param max and at most
 */
public record RoutingRule(
        ModelGlob glob,
        @Nullable Located<String> upstream,
        @Nullable Provider provider,
        @Nullable String to,
        int weight,
        int min,
        int max) {

    RoutingRule resolved(@Nullable Located<String> id) {
        return new RoutingRule(glob, id, provider, to, weight, min, max);
    }

    boolean takes(String model, int promptTokens) {
        return promptTokens >= min && promptTokens <= max && glob.matches(model);
    }

    /** Whether one of the two is chosen by weight. */
    boolean isBeside(RoutingRule other) {
        return weight > 0 && other.weight > 0 && glob.equals(other.glob) && min == other.min && max == other.max;
    }
}
