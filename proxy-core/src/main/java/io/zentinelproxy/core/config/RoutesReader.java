package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.RouteSettings.HeaderMatch;
import java.util.List;
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

    private static final Key<String> PATH =
            Key.plural("path", HttpTypes.PATH, "any", "The whole path is one of these.");

    private static final Key<String> PATH_PREFIX = Key.plural(
            "path-prefix",
            HttpTypes.PATH,
            "any",
            "The path begins with one of these and a segment ends there: /v2 takes /v2 and /v2/x, not /v2x.");

    private static final Key<String> HOST =
            Key.plural("host", HttpTypes.HOST_NAME, "any", "The host asked for is one of these; ports do not count.");

    private static final Key<String> METHOD =
            Key.plural("method", HttpTypes.METHOD, "any", "The method is one of these.");

    private static final Key<String> HEADER_NAME =
            Key.required("name", HttpTypes.FIELD_NAME, "The field that must be there.");

    private static final Key<String> HEADER_VALUE =
            Key.optional("value", HttpTypes.FIELD_VALUE_TYPE, "any", "The value that it must have.");

    private static final Block HEADER = Block.repeated(
                    "header", "A header field that the request has, with this value where one is given; all must hold.")
            .arguments(HEADER_NAME, HEADER_VALUE);

    private static final Block MATCHES = Block.single(
                    "matches",
                    "What a request must be like. All kinds of condition must hold; without any, every request matches.")
            .keys(PATH, PATH_PREFIX, HOST, METHOD)
            .blocks(HEADER)
            .unsupported("path-regex", "query-param");

    /** What the original can answer with in place of an upstream. */
    private static final List<String> INSTEAD_OF_UPSTREAM = List.of("static-files", "builtin-handler", "inference");

    private static final Block ROUTE = Block.repeated("route", "Which requests go where.")
            .arguments(ID)
            .keys(PRIORITY, UPSTREAM)
            .blocks(MATCHES)
            .unsupported(Stream.concat(
                            INSTEAD_OF_UPSTREAM.stream(),
                            Stream.of(
                                    "api-schema",
                                    "filters",
                                    "cache",
                                    "shadow",
                                    "waf-enabled",
                                    "websocket",
                                    "websocket-inspection",
                                    "fallback",
                                    "policies",
                                    "service-type",
                                    "retry-policy",
                                    "error-pages",
                                    "circuit-breaker",
                                    "namespace"))
                    .toArray(String[]::new));

    static final Block BLOCK =
            Block.repeated("routes", "Which requests go where.").blocks(ROUTE);

    private final References references;

    RoutesReader(References references) {
        this.references = references;
    }

    List<RouteSettings> read(Section section) {
        return section.each(ROUTE, this::readRoute);
    }

    private record Matches(
            List<String> paths,
            List<String> pathPrefixes,
            List<String> hosts,
            List<String> methods,
            List<HeaderMatch> headers) {}

    private @Nullable RouteSettings readRoute(Section section) {
        Located<String> id = section.argument(ID);
        references.declare(References.Kind.ROUTE, id);
        int priority = section.get(PRIORITY);
        Matches matches = section.one(MATCHES, RoutesReader::readMatches);
        Located<String> upstream = readUpstream(section);
        if (id == null || upstream == null) {
            return null;
        }
        return new RouteSettings(
                id.value(),
                priority,
                matches.paths,
                matches.pathPrefixes,
                matches.hosts,
                matches.methods,
                matches.headers,
                upstream.value());
    }

    private @Nullable Located<String> readUpstream(Section section) {
        Located<String> upstream = section.locate(UPSTREAM, INSTEAD_OF_UPSTREAM);
        references.use(References.Kind.UPSTREAM, upstream);
        return upstream;
    }

    private static Matches readMatches(Section section) {
        return new Matches(
                List.copyOf(section.all(PATH)),
                List.copyOf(section.all(PATH_PREFIX)),
                List.copyOf(section.all(HOST)),
                List.copyOf(section.all(METHOD)),
                section.each(HEADER, RoutesReader::readHeader));
    }

    private static @Nullable HeaderMatch readHeader(Section section) {
        Located<String> name = section.argument(HEADER_NAME);
        Located<String> value = section.argument(HEADER_VALUE);
        return name == null ? null : new HeaderMatch(name.value(), value == null ? null : value.value());
    }
}
