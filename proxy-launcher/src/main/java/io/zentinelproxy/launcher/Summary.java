package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.FilterSettings;

/** How much a configuration has, in a line. */
final class Summary {
    private Summary() {}

    static String of(Configuration configuration) {
        int targets = configuration.upstreams().stream()
                .mapToInt(upstream -> upstream.targets().size())
                .sum();
        return count(configuration.listeners().size(), "listener") + ", "
                + count(configuration.routes().size(), "route") + ", "
                + count(configuration.upstreams().size(), "upstream") + " with " + count(targets, "target") + ", "
                + count(filters(configuration), "filter");
    }

    /** Those that routes name: one that several name counts once. */
    private static int filters(Configuration configuration) {
        return (int) configuration.routes().stream()
                .flatMap(route -> route.filters().stream())
                .map(FilterSettings::id)
                .distinct()
                .count();
    }

    private static String count(int n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }
}
