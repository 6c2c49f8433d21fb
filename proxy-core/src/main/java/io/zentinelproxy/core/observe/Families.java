package io.zentinelproxy.core.observe;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.InternalFault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.fault.PolicyFault;
import io.zentinelproxy.core.fault.UpstreamFault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/** Every metric of the process, by the original's names where it has one. Outlives the configurations whose routes count here. */
final class Families {
    final CounterFamily requests =
            new CounterFamily("zentinel_requests_total", "Requests answered or given up.", "route", "method", "status");
    final DurationFamily durations = new DurationFamily(
            "zentinel_request_duration_seconds",
            "Time from the first octet of a request to the last of its answer.",
            "route",
            "method");
    final DurationFamily handshakeDurations = new DurationFamily(
            "zentinel_tls_handshake_duration_seconds",
            "Time from the accept of a connection to the end of its TLS handshake, of those that succeeded.",
            "listener");
    final CounterFamily blocked = new CounterFamily(
            "zentinel_blocked_requests_total", "Requests that ended in a fault, by its reason.", "reason");
    final CounterFamily requestOctets = new CounterFamily(
            "zentinel_request_octets_total", "Octets of requests received, heads and framing included.", "listener");
    final CounterFamily responseOctets = new CounterFamily(
            "zentinel_response_octets_total", "Octets of responses sent, heads and framing included.", "listener");
    final CounterFamily attempts = new CounterFamily(
            "zentinel_upstream_attempts_total", "Attempts at an origin server, retries included.", "upstream");
    final CounterFamily failures = new CounterFamily(
            "zentinel_upstream_failures_total",
            "Attempts that failed, by reason; retried when another attempt followed.",
            "upstream",
            "reason");
    final CounterFamily endpoints = new CounterFamily(
            "zentinel_endpoint_requests_total",
            "Requests by the endpoint of their last attempt, where metrics of high cardinality are on.",
            "upstream",
            "endpoint",
            "status");
    final CounterFamily handshakes = new CounterFamily(
            "zentinel_tls_connections_total",
            "Client connections whose handshake is through, by what it has settled.",
            "listener",
            "version",
            "cipher",
            "resumed");
    final DurationFamily checkDurations = new DurationFamily(
            "zentinel_health_check_duration_seconds",
            "Time of a health check, from connecting to its result.",
            "upstream");
    final CounterFamily http2Errors = new CounterFamily(
            "zentinel_http2_connection_errors_total",
            "HTTP/2 connections of clients that ended with an error, by its reason.",
            "listener",
            "reason");
    /** Kept by others, who have begun to count before this was made. */
    private final List<ShadowFamilies> included = new CopyOnWriteArrayList<>();

    private final Readings readings = new Readings();

    /** The metrics of a process of this version. All reasons for a fault are there from the start, at 0. */
    Families(String version) {
        for (ClientFault.Kind kind : ClientFault.Kind.values()) {
            blocked.counter(kind.reason());
        }
        for (LimitFault.Kind kind : LimitFault.Kind.values()) {
            blocked.counter(kind.reason());
        }
        for (PolicyFault.Kind kind : PolicyFault.Kind.values()) {
            blocked.counter(kind.reason());
        }
        for (UpstreamFault.Kind kind : UpstreamFault.Kind.values()) {
            blocked.counter(kind.reason());
        }
        for (InternalFault.Kind kind : InternalFault.Kind.values()) {
            blocked.counter(kind.reason());
        }
        read(Reading.gauge("zentinel_up", "1 while the process runs."), () -> 1, List.of());
        read(
                Reading.gauge("zentinel_build_info", "1, labelled with the version.", "version"),
                () -> 1,
                List.of(version));
    }

    void include(ShadowFamilies shadows) {
        included.add(shadows);
    }

    Registration read(Reading reading, LongSupplier value, List<String> labelValues) {
        if (labelValues.size() != reading.labels().size()) {
            throw new IllegalArgumentException(
                    reading.name() + " has the labels " + reading.labels() + ", not " + labelValues.size());
        }
        String[] labels = labelValues.toArray(String[]::new);
        return tell(figures -> figures.put(reading, value.getAsLong(), labels));
    }

    Registration tell(Teller teller) {
        return readings.add(teller);
    }

    /** Drops what is counted of things that are no more. */
    void retain(LiveNames live) {
        requests.retain(labels -> isRoute(labels, live));
        durations.retain(labels -> isRoute(labels, live));
        for (CounterFamily family : List.of(requestOctets, responseOctets, handshakes, http2Errors)) {
            family.retain(labels -> live.listeners().contains(labels.getFirst()));
        }
        handshakeDurations.retain(labels -> live.listeners().contains(labels.getFirst()));
        attempts.retain(labels -> live.upstreams().test(labels.getFirst()));
        checkDurations.retain(labels -> live.upstreams().test(labels.getFirst()));
        failures.retain(labels -> live.upstreams().test(labels.getFirst()));
        endpoints.retain(labels -> live.endpoints().test(labels.get(0), labels.get(1)));
        included.forEach(shadows -> shadows.retain(live));
        readings.forgetUntold();
    }

    private static boolean isRoute(List<String> labels, LiveNames live) {
        return labels.getFirst().equals(RouteCounters.NO_ROUTE) || live.routes().contains(labels.getFirst());
    }

    /** Everything, in the Prometheus text format. */
    String scrape() {
        List<MetricSnapshot> snapshots = new ArrayList<>();
        for (Family family : List.of(
                requests,
                durations,
                blocked,
                requestOctets,
                responseOctets,
                attempts,
                failures,
                endpoints,
                handshakes,
                handshakeDurations,
                checkDurations,
                http2Errors)) {
            snapshots.add(family.snapshot());
        }
        for (Family family :
                included.stream().flatMap(shadows -> shadows.all().stream()).toList()) {
            snapshots.add(family.snapshot());
        }
        snapshots.addAll(readings.snapshots());
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, new MetricSnapshots(snapshots));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
