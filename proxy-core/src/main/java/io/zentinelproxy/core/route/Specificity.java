package io.zentinelproxy.core.route;

import io.zentinelproxy.core.config.HostMatch;
import io.zentinelproxy.core.config.MatchSettings;

/** How much a route's conditions say: of two routes of one priority, the one that says more is tried first. The figures are the original's. */
final class Specificity {
    private static final int EXACT_PATH = 10_000;
    private static final int PATH_PATTERN = 5_000;

    /** And one more for each octet of the longest prefix. */
    private static final int PATH_PREFIX = 1_000;

    private static final int EXACT_HOST = 70;
    private static final int HOST_PATTERN = 60;
    private static final int HOST_SUFFIX = 50;
    private static final int HEADER_VALUE = 30;
    private static final int HEADER_PRESENT = 20;
    private static final int QUERY_VALUE = 25;
    private static final int QUERY_PRESENT = 15;
    private static final int METHOD = 10;

    private Specificity() {}

    static int of(MatchSettings settings) {
        return ofPath(settings) + ofHost(settings) + ofOthers(settings);
    }

    private static int ofPath(MatchSettings settings) {
        int prefix = settings.pathPrefixes().stream()
                .mapToInt(text -> PATH_PREFIX + text.length())
                .max()
                .orElse(0);
        int pattern = settings.pathPatterns().isEmpty() ? 0 : PATH_PATTERN;
        int path = settings.paths().isEmpty() ? 0 : EXACT_PATH;
        return Math.max(path, Math.max(pattern, prefix));
    }

    private static int ofHost(MatchSettings settings) {
        return settings.hosts().stream().mapToInt(Specificity::ofHost).max().orElse(0);
    }

    private static int ofHost(HostMatch host) {
        return switch (host) {
            case HostMatch.Exact exact -> EXACT_HOST;
            case HostMatch.Pattern pattern -> HOST_PATTERN;
            case HostMatch.Suffix suffix -> HOST_SUFFIX;
        };
    }

    private static int ofOthers(MatchSettings settings) {
        int score = settings.methods().isEmpty() ? 0 : METHOD;
        for (MatchSettings.HeaderMatch header : settings.headers()) {
            score += header.value() == null ? HEADER_PRESENT : HEADER_VALUE;
        }
        for (MatchSettings.QueryMatch param : settings.queryParams()) {
            score += param.value() == null ? QUERY_PRESENT : QUERY_VALUE;
        }
        return score;
    }
}
