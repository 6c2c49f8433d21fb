package io.zentinelproxy.launcher.lint;

import io.zentinelproxy.core.config.MatchSettings;
import io.zentinelproxy.core.config.MatchSettings.HeaderMatch;
import io.zentinelproxy.core.config.MatchSettings.QueryMatch;
import java.util.List;

/** Whether the conditions of one route hold wherever those of another do. When in doubt they do not. */
final class Coverage {
    private Coverage() {}

    /** Taken apart, so that a new kind of condition does not compile before it has its place here. */
    static boolean covers(MatchSettings wide, MatchSettings narrow) {
        return wide
                        instanceof
                        MatchSettings(
                                var paths,
                                var prefixes,
                                var patterns,
                                var hosts,
                                var methods,
                                var headers,
                                var params)
                && coversAny(paths, narrow.paths())
                && coversPrefixes(prefixes, narrow)
                && coversAny(patterns, narrow.pathPatterns())
                && coversAny(hosts, narrow.hosts())
                && coversAny(methods, narrow.methods())
                && headers.stream().allMatch(condition -> isImplied(condition, narrow.headers()))
                && params.stream().allMatch(condition -> isAsked(condition, narrow.queryParams()));
    }

    /** Alternatives: none at all is everything. */
    private static <T> boolean coversAny(List<T> wide, List<T> narrow) {
        return wide.isEmpty() || (!narrow.isEmpty() && wide.containsAll(narrow));
    }

    /** What has an exact path lies where that lies, whatever its prefixes. */
    private static boolean coversPrefixes(List<String> prefixes, MatchSettings narrow) {
        return prefixes.isEmpty()
                || prefixes.contains("/")
                || allBelow(narrow.paths(), prefixes)
                || allBelow(narrow.pathPrefixes(), prefixes);
    }

    private static boolean allBelow(List<String> paths, List<String> prefixes) {
        return !paths.isEmpty() && paths.stream().allMatch(path -> isBelow(path, prefixes));
    }

    private static boolean isBelow(String path, List<String> prefixes) {
        return prefixes.stream()
                .anyMatch(
                        prefix -> path.equals(prefix) || path.startsWith(prefix.endsWith("/") ? prefix : prefix + "/"));
    }

    private static boolean isImplied(HeaderMatch condition, List<HeaderMatch> given) {
        return given.stream()
                .anyMatch(one -> one.name().equals(condition.name())
                        && (condition.value() == null || condition.value().equals(one.value())));
    }

    private static boolean isAsked(QueryMatch condition, List<QueryMatch> given) {
        return given.stream()
                .anyMatch(one -> one.name().equals(condition.name())
                        && (condition.value() == null || condition.value().equals(one.value())));
    }
}
