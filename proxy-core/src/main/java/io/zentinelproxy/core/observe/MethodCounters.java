package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.http.Method;

/** The counters that exchanges of one route and method add to. */
final class MethodCounters {
    private static final String OTHER = "other";

    private final Durations durations;
    private final StatusCounters statuses;

    MethodCounters(Families families, String route, Method method) {
        String name = method == Method.OTHER ? OTHER : method.name();
        durations = families.durations.histogram(route, name);
        statuses = new StatusCounters(status -> families.requests.counter(route, name, status));
    }

    void count(int status, long durationNanos) {
        statuses.count(status);
        durations.observe(durationNanos);
    }
}
