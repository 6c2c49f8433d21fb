package io.zentinelproxy.launcher.lint;

import io.zentinelproxy.core.config.MatchSettings;
import io.zentinelproxy.core.config.MatchSettings.HeaderMatch;
import io.zentinelproxy.core.config.RouteSettings;
import java.util.List;

/** Whether the conditions of one route hold wherever those of another do. When in doubt they do not. */
final class Coverage {
    private Coverage() {}

    static boolean covers(RouteSettings wide, RouteSettings narrow) {
        return covers(wide.matches(), narrow.matches());
    }

    private static boolean covers(MatchSettings wide, MatchSettings narrow) {
        return coversPaths(wide, narrow)
                && coversAny(wide.hosts(), narrow.hosts())
                && coversAny(wide.methods(), narrow.methods())
                && wide.headers().stream().allMatch(condition -> isImplied(condition, narrow.headers()));
    }

    /** Alternatives: none at all is everything. */
    private static boolean coversAny(List<String> wide, List<String> narrow) {
        return wide.isEmpty() || (!narrow.isEmpty() && wide.containsAll(narrow));
    }

    private static boolean coversPaths(MatchSettings wide, MatchSettings narrow) {
        if (wide.paths().isEmpty() && wide.pathPrefixes().isEmpty()) {
            return true;
        }
        if (narrow.paths().isEmpty() && narrow.pathPrefixes().isEmpty()) {
            return wide.pathPrefixes().contains("/");
        }
        return narrow.paths().stream()
                        .allMatch(path -> wide.paths().contains(path) || isBelow(path, wide.pathPrefixes()))
                && narrow.pathPrefixes().stream().allMatch(prefix -> isBelow(prefix, wide.pathPrefixes()));
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
