package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.MatchSettings.HeaderMatch;
import io.zentinelproxy.core.config.MatchSettings.QueryMatch;
import io.zentinelproxy.core.pattern.LinearPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code matches} of a route. */
final class MatchesReader {
    private static final Key<String> PATH = Key.plural(
            "path", MatchTypes.PATH, "any", "The whole path, without the parameters of its segments, is one of these.");

    private static final Key<String> PATH_PREFIX = Key.plural(
            "path-prefix",
            MatchTypes.PATH,
            "any",
            "The path begins with one of these and a segment ends there: /v2 takes /v2 and /v2/x, not /v2x.");

    private static final Key<LinearPattern> PATH_REGEX = Key.plural(
            "path-regex",
            MatchTypes.PATTERN,
            "any",
            "One of these regular expressions is found in the path, in its one form, without query and parameters; `^` and `$` bind it to the ends.");

    private static final Key<HostMatch> HOST = Key.plural(
            "host",
            MatchTypes.HOSTS,
            "any",
            "The host asked for is one of these, in any case; ports do not count. `*.example.com` takes all hosts below"
                    + " example.com; with a `*` elsewhere it stands for characters of one label; with a bracket it is a regular"
                    + " expression.");

    private static final Key<String> METHOD =
            Key.plural("method", HttpTypes.METHOD, "any", "The method is one of these.");

    private static final Key<String> HEADER_NAME =
            Key.required("name", HttpTypes.MATCHED_FIELD, "The field that must be there.");

    private static final Key<String> HEADER_VALUE =
            Key.optional("value", HttpTypes.FIELD_VALUE_TYPE, "any", "The value that it must have.");

    private static final Block HEADER = Block.repeated(
                    "header", "A header field that the request has, with this value where one is given; all must hold.")
            .arguments(HEADER_NAME, HEADER_VALUE);

    private static final Key<String> QUERY_NAME =
            Key.required("name", MatchTypes.QUERY_NAME, "The query parameter that must be there.");

    private static final Key<String> QUERY_VALUE =
            Key.optional("value", MatchTypes.QUERY_TEXT, "any", "The value that it must have.");

    private static final Block QUERY_PARAM = Block.repeated(
                    "query-param",
                    "A parameter that the query has, with this value where one is given, compared after percent-decoding; all"
                            + " must hold.")
            .arguments(QUERY_NAME, QUERY_VALUE);

    static final Block BLOCK = Block.single(
                    "matches",
                    "What a request must be like. All kinds of condition must hold; without any, every request matches.")
            .keys(PATH, PATH_PREFIX, PATH_REGEX, HOST, METHOD)
            .blocks(HEADER, QUERY_PARAM);

    private MatchesReader() {}

    static MatchSettings read(Section section) {
        List<String> paths = List.copyOf(section.all(PATH));
        List<String> prefixes = List.copyOf(section.all(PATH_PREFIX));
        List<LinearPattern> patterns = List.copyOf(section.all(PATH_REGEX));
        paths.stream()
                .filter(path -> !isPossible(path, prefixes, patterns))
                .forEach(
                        path -> section.report(
                                "no request has the path `" + path + "` and fits the other conditions on its path",
                                "all kinds of condition to hold for one path; alternatives of several kinds are several routes"));
        return new MatchSettings(
                paths,
                prefixes,
                patterns,
                List.copyOf(section.all(HOST)),
                List.copyOf(section.all(METHOD)),
                section.each(HEADER, MatchesReader::readHeader),
                section.each(QUERY_PARAM, MatchesReader::readQueryParam));
    }

    /** Whether a route can ever take this path. */
    private static boolean isPossible(String path, List<String> prefixes, List<LinearPattern> patterns) {
        return (prefixes.isEmpty() || prefixes.stream().anyMatch(prefix -> isBelow(path, prefix)))
                && (patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.find(path)));
    }

    private static boolean isBelow(String path, String prefix) {
        return path.equals(prefix) || path.startsWith(prefix.endsWith("/") ? prefix : prefix + "/");
    }

    private static @Nullable HeaderMatch readHeader(Section section) {
        Located<String> name = section.argument(HEADER_NAME);
        Located<String> value = section.argument(HEADER_VALUE);
        return name == null ? null : new HeaderMatch(name.value(), value == null ? null : value.value());
    }

    private static @Nullable QueryMatch readQueryParam(Section section) {
        Located<String> name = section.argument(QUERY_NAME);
        Located<String> value = section.argument(QUERY_VALUE);
        return name == null ? null : new QueryMatch(name.value(), value == null ? null : value.value());
    }
}
