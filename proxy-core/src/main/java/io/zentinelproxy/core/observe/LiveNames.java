package io.zentinelproxy.core.observe;

import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * What the configuration in force knows by name: of anything else nothing is counted any more.
 *
 * @param endpoints by upstream and name of the endpoint
 */
public record LiveNames(
        Set<String> routes,
        Set<String> listeners,
        Predicate<String> upstreams,
        BiPredicate<String, String> endpoints) {}
