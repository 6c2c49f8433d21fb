package io.zentinelproxy.core.route;

import io.zentinelproxy.core.config.HostMatch;
import io.zentinelproxy.core.config.MatchSettings;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.route.OctetTable.Reading;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route that stands first among those that match, without asking all: routes lie under their exact host, under the domain of
 * their wildcard, or under any host, and there by path. A request is held against a route only where host and path may fit, so the cost
 * grows with the depth of the host and of the prefixes that are configured, not with the number of routes. Routes that differ in neither
 * are asked in order. Allocates nothing. Immutable; any thread.
 */
final class RouteIndex {
    /** A route of more pairs of host and path lies under any host, so that a few long lists do not multiply into a huge table. */
    private static final int MAX_PLACES = 4096;

    private final RouteMatcher[] ordered;
    private final OctetTable<PathIndex> byName;
    private final OctetTable<PathIndex> bySuffix;
    private final PathIndex anyHost;

    /** @param ordered in the order in which they would be tried one by one */
    RouteIndex(RouteMatcher[] ordered) {
        this.ordered = ordered;
        Map<String, PathIndex.Builder> names = new HashMap<>();
        Map<String, PathIndex.Builder> suffixes = new HashMap<>();
        PathIndex.Builder any = new PathIndex.Builder();
        for (int rank = 0; rank < ordered.length; rank++) {
            MatchSettings settings = ordered[rank].settings();
            if (isUnderNames(settings)) {
                for (HostMatch host : settings.hosts()) {
                    under(host, names, suffixes, any).add(rank, settings);
                }
            } else {
                any.add(rank, settings);
            }
        }
        byName = table(names);
        bySuffix = table(suffixes);
        anyHost = any.build();
    }

    private static boolean isUnderNames(MatchSettings settings) {
        List<HostMatch> hosts = settings.hosts();
        long paths = Math.max(
                1, Math.max(settings.paths().size(), settings.pathPrefixes().size()));
        return !hosts.isEmpty()
                && hosts.size() * paths <= MAX_PLACES
                && hosts.stream().noneMatch(HostMatch.Pattern.class::isInstance);
    }

    private static PathIndex.Builder under(
            HostMatch host,
            Map<String, PathIndex.Builder> names,
            Map<String, PathIndex.Builder> suffixes,
            PathIndex.Builder any) {
        return switch (host) {
            case HostMatch.Exact exact -> names.computeIfAbsent(exact.name(), name -> new PathIndex.Builder());
            case HostMatch.Suffix suffix -> suffixes.computeIfAbsent(suffix.suffix(), name -> new PathIndex.Builder());
            case HostMatch.Pattern pattern -> any;
        };
    }

    private static OctetTable<PathIndex> table(Map<String, PathIndex.Builder> builders) {
        Map<String, PathIndex> byHost = new HashMap<>();
        builders.forEach((host, builder) -> byHost.put(host, builder.build()));
        return new OctetTable<>(Reading.BACKWARDS, byHost);
    }

    /** The route that a request takes, or null. */
    @Nullable
    RouteMatcher find(RequestHead head) {
        int none = ordered.length;
        int best = firstByHost(head, anyHost.first(ordered, head, none));
        return best == none ? null : ordered[best];
    }

    /** Walks the host from its end, past each domain that it lies in. */
    private int firstByHost(RequestHead head, int anyBest) {
        byte[] octets = head.authorityOctets();
        int start = head.authorityStart();
        int end = head.hostEnd();
        int stop = Math.max(start, end - Math.max(byName.longest(), bySuffix.longest()));
        int best = anyBest;
        int hash = 0;
        int at = end;
        while (at > stop) {
            at--;
            hash = OctetTable.step(hash, octets[at]);
            if (octets[at] == '.' && at > start) {
                best = firstUnder(bySuffix.find(hash, octets, at, end), head, best);
            }
        }
        return at == start ? firstUnder(byName.find(hash, octets, start, end), head, best) : best;
    }

    private int firstUnder(@Nullable PathIndex paths, RequestHead head, int best) {
        return paths == null ? best : paths.first(ordered, head, best);
    }
}
