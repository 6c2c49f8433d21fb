package io.zentinelproxy.core.filter;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a module does on a route.
 *
 * @param ahead what comes before the filters that the route lists, and behind its address lists and its redirect to https
 * @param filters by the id of a filter that the route lists, what takes its place; those of no module are core's
 * @param content reads the content of requests, or null
 * @param upstreams where that one may send them, besides the route's own and those of its fallback
 * @param voice tells the route's faults, or null
 */
public record RouteSteps(
        List<RouteStep> ahead,
        Map<String, RouteStep> filters,
        @Nullable ContentStep content,
        Set<String> upstreams,
        @Nullable FaultVoice voice) {
    public static final RouteSteps NONE = new RouteSteps(List.of(), Map.of());

    /** Of a module that does not look at content as a whole. */
    public RouteSteps(List<RouteStep> ahead, Map<String, RouteStep> filters) {
        this(ahead, filters, null, Set.of(), null);
    }
}
