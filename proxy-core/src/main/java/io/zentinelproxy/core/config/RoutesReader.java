package io.zentinelproxy.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code routes}. */
final class RoutesReader {
    private static final int NORMAL_PRIORITY = 50;

    private static final Key<String> ID =
            Key.required("id", WordTypes.ID_TYPE, "The name of the route in logs and metrics.");

    private static final Key<Integer> PRIORITY = Key.defaulting(
            "priority",
            HttpTypes.PRIORITY,
            NORMAL_PRIORITY,
            "Routes of a higher priority are tried first: low is 10, normal 50, high 100, critical 1000.");

    private static final Key<String> UPSTREAM =
            Key.required("upstream", WordTypes.ID_TYPE, "The upstream that answers.");

    private static final Key<String> FILTERS = Key.plural(
            "filters",
            WordTypes.ID_TYPE,
            "none",
            "The filters that requests and answers pass, in this order; each stands in the top-level block `filters`.");

    /** What the original can answer with in place of an upstream. */
    private static final List<String> INSTEAD_OF_UPSTREAM = List.of("static-files", "builtin-handler", "inference");

    private static final Block ROUTE = Block.repeated("route", "Which requests go where.")
            .arguments(ID)
            .keys(PRIORITY, UPSTREAM, FILTERS)
            .blocks(MatchesReader.BLOCK, PoliciesReader.BLOCK)
            .unsupported(Stream.concat(
                            INSTEAD_OF_UPSTREAM.stream(),
                            Stream.of(
                                    "api-schema",
                                    "cache",
                                    "shadow",
                                    "waf-enabled",
                                    "websocket",
                                    "websocket-inspection",
                                    "fallback",
                                    "service-type",
                                    "retry-policy",
                                    "error-pages",
                                    "circuit-breaker",
                                    "namespace"))
                    .toArray(String[]::new));

    static final Block BLOCK =
            Block.repeated("routes", "Which requests go where.").blocks(ROUTE);

    private final References references;

    /** By id. */
    private final Map<String, FilterSettings> filters;

    RoutesReader(References references, Map<String, FilterSettings> filters) {
        this.references = references;
        this.filters = filters;
    }

    List<RouteSettings> read(Section section) {
        return section.each(ROUTE, this::readRoute);
    }

    private @Nullable RouteSettings readRoute(Section section) {
        Located<String> id = section.argument(ID);
        references.declare(References.Kind.ROUTE, id);
        int priority = section.get(PRIORITY);
        MatchSettings matches = section.one(MatchesReader.BLOCK, MatchesReader::read);
        Located<String> upstream = readUpstream(section);
        List<FilterSettings> passed = readFilters(section);
        PolicySettings policies = section.one(PoliciesReader.BLOCK, PoliciesReader::read);
        if (id == null || upstream == null) {
            return null;
        }
        return new RouteSettings(
                id.value(), priority, matches, new ServiceSettings.Forward(upstream.value()), passed, policies);
    }

    /** The filters named; a name that no filter has is a problem by itself and left out. */
    private List<FilterSettings> readFilters(Section section) {
        List<FilterSettings> passed = new ArrayList<>();
        for (Located<String> id : section.allLocated(FILTERS)) {
            references.use(References.Kind.FILTER, id);
            FilterSettings filter = filters.get(id.value());
            if (filter != null) {
                passed.add(filter);
            }
        }
        return List.copyOf(passed);
    }

    private @Nullable Located<String> readUpstream(Section section) {
        Located<String> upstream = section.locate(UPSTREAM, INSTEAD_OF_UPSTREAM);
        references.use(References.Kind.UPSTREAM, upstream);
        return upstream;
    }
}
