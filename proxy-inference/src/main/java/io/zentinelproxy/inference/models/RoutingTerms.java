package io.zentinelproxy.inference.models;

import io.zentinelproxy.core.config.Located;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a block {@code model-routing} says.
 *
 * @param header the field that may name the model, in lower case; null for none
 * @param otherwise the upstream of models without a rule; null for the route's own
 * @param refusesUnknown whether models without a rule are refused
 * @param aliases names that stand for others
 * @param rules in the order of the file
 * @param windows tokens that models take at most
 */
public record RoutingTerms(
        @Nullable String header,
        @Nullable Located<String> otherwise,
        boolean refusesUnknown,
        ModelRules<String> aliases,
        List<RoutingRule> rules,
        ModelRules<Integer> windows) {

    /** All upstreams that it names. */
    public List<Located<String>> upstreams() {
        return Stream.concat(Stream.ofNullable(otherwise), rules.stream().map(RoutingRule::upstream))
                .filter(Objects::nonNull)
                .toList();
    }

    /** The same with upstreams by their ids in full. */
    public RoutingTerms resolved(UnaryOperator<String> ids) {
        return new RoutingTerms(
                header,
                resolved(otherwise, ids),
                refusesUnknown,
                aliases,
                rules.stream()
                        .map(rule -> rule.resolved(resolved(rule.upstream(), ids)))
                        .toList(),
                windows);
    }

    private static @Nullable Located<String> resolved(@Nullable Located<String> written, UnaryOperator<String> ids) {
        return written == null ? null : new Located<>(ids.apply(written.value()), written.position());
    }
}
