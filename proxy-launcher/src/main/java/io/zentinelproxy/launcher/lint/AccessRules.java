package io.zentinelproxy.launcher.lint;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.security.access.GeoSettings;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is warned of in filters by country. */
final class AccessRules {
    private static final Set<String> ISO = Set.of(Locale.getISOCountries());

    /** What databases call Kosovo, Europe, and Asia and the Pacific, without an entry in the standard. */
    private static final Set<String> BESIDES = Set.of("XK", "EU", "AP");

    static final List<Rule> ALL = List.of(
            new Rule(
                    "geo-without-countries",
                    "It lets everybody pass. Name countries, or say action \"log-only\" where it is there for its header alone.",
                    AccessRules::withoutCountries),
            new Rule(
                    "no-such-country",
                    "No database has an address in it, so that nobody is meant. Use the codes of ISO 3166-1: the United Kingdom is GB.",
                    AccessRules::unknownCountries));

    private AccessRules() {}

    private static Stream<String> withoutCountries(Configuration configuration) {
        return filters(configuration)
                .filter(filter -> filter.countries().isEmpty() && filter.action() != GeoSettings.Action.LOG_ONLY)
                .map(filter -> "filter \"" + filter.id() + "\" names no countries");
    }

    private static Stream<String> unknownCountries(Configuration configuration) {
        return filters(configuration)
                .flatMap(filter -> filter.countries().stream()
                        .filter(code -> !ISO.contains(code) && !BESIDES.contains(code))
                        .sorted()
                        .map(code -> "filter \"" + filter.id() + "\" names \"" + code + "\", which is no country"));
    }

    /** Those that a route lists, each once. */
    private static Stream<GeoSettings> filters(Configuration configuration) {
        return configuration.routes().stream()
                .flatMap(route -> route.filters().stream())
                .filter(GeoSettings.class::isInstance)
                .map(GeoSettings.class::cast)
                .collect(Collectors.toMap(GeoSettings::id, filter -> filter, (one, same) -> one))
                .values()
                .stream()
                .sorted((one, other) -> one.id().compareTo(other.id()));
    }
}
