package io.zentinelproxy.core.observe;

import java.util.List;

/** What is counted of mirrored requests, by the original's names where it has one. Outlives the configurations whose routes count here. */
public final class ShadowFamilies {
    final CounterFamily requests = new CounterFamily(
            "zentinel_shadow_requests_total",
            "Requests mirrored to a shadow upstream that are over: success where an answer came, timeout, or error.",
            "route",
            "upstream",
            "result");
    final CounterFamily errors = new CounterFamily(
            "zentinel_shadow_errors_total",
            "Mirrored requests that got no answer, by reason.",
            "route",
            "upstream",
            "error_type");
    final DurationFamily latency = new DurationFamily(
            "zentinel_shadow_latency_seconds",
            "Time from the beginning of a mirrored request to the head of its answer.",
            "route",
            "upstream");
    final DurationFamily mainLatency = new DurationFamily(
            "zentinel_shadow_main_latency_seconds",
            "The same of the clients' requests that were mirrored: from the first attempt to the head of the answer.",
            "route",
            "upstream");
    final CounterFamily comparisons = new CounterFamily(
            "zentinel_shadow_comparisons_total",
            "Mirrored requests by what became of both: same_status, same_class, other_class, shadow_failed, main_failed.",
            "route",
            "outcome");
    final CounterFamily dropped = new CounterFamily(
            "zentinel_shadow_dropped_total",
            "Requests chosen to be mirrored that were not, by reason.",
            "route",
            "reason");

    List<Family> all() {
        return List.of(requests, errors, latency, mainLatency, comparisons, dropped);
    }

    /** Drops what is counted of routes and upstreams that are no more. */
    void retain(LiveNames live) {
        for (CounterFamily family : List.of(requests, errors)) {
            family.retain(labels -> isLive(labels, live));
        }
        for (DurationFamily family : List.of(latency, mainLatency)) {
            family.retain(labels -> isLive(labels, live));
        }
        for (CounterFamily family : List.of(comparisons, dropped)) {
            family.retain(labels -> live.routes().contains(labels.getFirst()));
        }
    }

    private static boolean isLive(List<String> labels, LiveNames live) {
        return live.routes().contains(labels.get(0)) && live.upstreams().test(labels.get(1));
    }

    /** What is counted of a route that is mirrored to an upstream. All of it is there from the start, at 0. */
    public ShadowCounters of(String route, String upstream) {
        return new ShadowCounters(this, route, upstream);
    }
}
