package io.zentinelproxy.core.observe;

import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;

/** Histograms of one name, one for each combination of label values; classic buckets only. */
final class DurationFamily implements Family {
    private final String name;
    private final String help;
    private final List<String> labels;
    private final ConcurrentMap<List<String>, Durations> histograms = new ConcurrentHashMap<>();

    /** A family without histograms yet. */
    DurationFamily(String name, String help, String... labels) {
        this.name = name;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** The histogram of these label values, in the order of the labels; made on first use and kept until {@link #retain} drops it. */
    Durations histogram(String... labelValues) {
        return histograms.computeIfAbsent(List.of(labelValues), values -> new Durations());
    }

    /** Drops the histograms of other labels. */
    void retain(Predicate<List<String>> labelValues) {
        histograms.keySet().removeIf(labelValues.negate());
    }

    @Override
    public MetricSnapshot snapshot() {
        HistogramSnapshot.Builder snapshot =
                HistogramSnapshot.builder().name(name).help(help);
        histograms.forEach((values, durations) -> snapshot.dataPoint(HistogramDataPointSnapshot.builder()
                .labels(Labels.of(labels, values))
                .classicHistogramBuckets(durations.buckets())
                .sum(durations.sumSeconds())
                .build()));
        return snapshot.build();
    }
}
