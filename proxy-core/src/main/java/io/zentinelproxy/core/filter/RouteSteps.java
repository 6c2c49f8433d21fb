package io.zentinelproxy.core.filter;

import java.util.List;
import java.util.Map;

/**
 * What a module does on a route.
 *
 * @param ahead what comes before the filters that the route lists, and behind its address lists and its redirect to https
 * @param filters by the id of a filter that the route lists, what takes its place; those of no module are core's
 */
public record RouteSteps(List<RouteStep> ahead, Map<String, RouteStep> filters) {
    public static final RouteSteps NONE = new RouteSteps(List.of(), Map.of());
}
