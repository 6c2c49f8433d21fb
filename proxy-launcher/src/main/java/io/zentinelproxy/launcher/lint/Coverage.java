package io.zentinelproxy.launcher.lint;

import io.zentinelproxy.core.config.MatchSettings;
import io.zentinelproxy.core.config.MatchSettings.HeaderMatch;
import java.util.List;

/** Whether the conditions of one route hold wherever those of another do. When in doubt they do not. */
final class Coverage {
    private Coverage() {}

    /** Taken apart, so that a new kind of condition does not compile before it has its place here. */
    static boolean covers(MatchSettings wide, MatchSettings narrow) {
        return wide instanceof MatchSettings(var paths, var prefixes, var hosts, var methods, var headers)
                && coversPaths(paths, prefixes, narrow)
                && coversAny(hosts, narrow.hosts())
                && coversAny(methods, narrow.methods())
                && headers.stream().allMatch(condition -> isImplied(condition, narrow.headers()));
    }

    /** Alternatives: none at all is everything. */
    private static boolean coversAny(List<String> wide, List<String> narrow) {
        return wide.isEmpty() || (!narrow.isEmpty() && wide.containsAll(narrow));
    }

    private static boolean coversPaths(List<String> paths, List<String> prefixes, MatchSettings narrow) {
        if (paths.isEmpty() && prefixes.isEmpty()) {
            return true;
        }
        if (narrow.paths().isEmpty() && narrow.pathPrefixes().isEmpty()) {
            return prefixes.contains("/");
        }
        return narrow.paths().stream().allMatch(path -> paths.contains(path) || isBelow(path, prefixes))
                && narrow.pathPrefixes().stream().allMatch(prefix -> isBelow(prefix, prefixes));
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
}
