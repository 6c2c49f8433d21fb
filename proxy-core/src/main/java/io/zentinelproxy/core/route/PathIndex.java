package io.zentinelproxy.core.route;

import io.zentinelproxy.core.config.MatchSettings;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.route.OctetTable.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Routes by what their paths begin with: those of an exact path under that path, those of a prefix under that prefix, those of a pattern
 * that begins with literal segments under these, and the rest. Each list is in the order of rank, so that the first that matches is the best
 * of its list. One walk over the path, no further than the longest key, finds all lists that count. Immutable; any thread.
 */
final class PathIndex {
    private static final int[] NONE = {};

    private final OctetTable<int[]> exact;
    private final OctetTable<int[]> prefixes;
    private final int[] rest;

    private PathIndex(Map<String, List<Integer>> exact, Map<String, List<Integer>> prefixes, List<Integer> rest) {
        this.exact = table(exact);
        this.prefixes = table(prefixes);
        this.rest = ranks(rest);
    }

    private static OctetTable<int[]> table(Map<String, List<Integer>> lists) {
        Map<String, int[]> byKey = new HashMap<>();
        lists.forEach((key, list) -> byKey.put(key, ranks(list)));
        return new OctetTable<>(Reading.FORWARDS, byKey);
    }

    private static int[] ranks(List<Integer> list) {
        return list.isEmpty()
                ? NONE
                : list.stream().mapToInt(Integer::intValue).distinct().toArray();
    }

    /** Collects routes, which must be added in the order of rank. */
    static final class Builder {
        private final Map<String, List<Integer>> exact = new HashMap<>();
        private final Map<String, List<Integer>> prefixes = new HashMap<>();
        private final List<Integer> rest = new ArrayList<>();

        void add(int rank, MatchSettings settings) {
            List<String> literals = LiteralPrefix.ofAll(settings.pathPatterns());
            if (!settings.paths().isEmpty()) {
                settings.paths().forEach(path -> put(exact, path, rank));
            } else if (!settings.pathPrefixes().isEmpty()) {
                settings.pathPrefixes().forEach(prefix -> put(prefixes, prefix, rank));
            } else if (!literals.isEmpty()) {
                literals.forEach(literal -> put(prefixes, literal, rank));
            } else {
                rest.add(rank);
            }
        }

        private static void put(Map<String, List<Integer>> lists, String key, int rank) {
            lists.computeIfAbsent(key, any -> new ArrayList<>()).add(rank);
        }

        PathIndex build() {
            return new PathIndex(exact, prefixes, rest);
        }
    }

    /** The rank of the first route here that matches, or best where none does that ranks before it. */
    int first(RouteMatcher[] ordered, RequestHead head, int best) {
        byte[] octets = head.path().names();
        int start = head.path().namesStart();
        int end = head.path().namesEnd();
        int first = firstOf(rest, ordered, head, best);
        int hash = 0;
        int at = start;
        for (int stop = Math.min(end, start + prefixes.longest()); at < stop; at++) {
            if (octets[at] == '/') {
                // Both prefixes that end here: /api and /api/.
                first = firstUnder(prefixes.find(hash, octets, start, at), ordered, head, first);
                int withSlash = OctetTable.step(hash, octets[at]);
                first = firstUnder(prefixes.find(withSlash, octets, start, at + 1), ordered, head, first);
            }
            hash = OctetTable.step(hash, octets[at]);
        }
        if (at > start && (at < end ? octets[at] == '/' : octets[at - 1] != '/')) {
            first = firstUnder(prefixes.find(hash, octets, start, at), ordered, head, first);
        }
        return firstExact(hash, at, ordered, head, first);
    }

    /** Goes on where the walk over prefixes ended. */
    private int firstExact(int walked, int from, RouteMatcher[] ordered, RequestHead head, int best) {
        byte[] octets = head.path().names();
        int start = head.path().namesStart();
        int end = head.path().namesEnd();
        if (end - start > exact.longest()) {
            return best;
        }
        int hash = walked;
        for (int at = from; at < end; at++) {
            hash = OctetTable.step(hash, octets[at]);
        }
        return firstUnder(exact.find(hash, octets, start, end), ordered, head, best);
    }

    private static int firstUnder(int @Nullable [] list, RouteMatcher[] ordered, RequestHead head, int best) {
        return list == null ? best : firstOf(list, ordered, head, best);
    }

    private static int firstOf(int[] list, RouteMatcher[] ordered, RequestHead head, int best) {
        for (int rank : list) {
            if (rank >= best) {
                return best;
            }
            if (ordered[rank].matches(head)) {
                return rank;
            }
        }
        return best;
    }
}
