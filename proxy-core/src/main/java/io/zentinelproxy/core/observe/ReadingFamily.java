package io.zentinelproxy.core.observe;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was told of one {@link Reading}. Values of the same labels are added up: across a reload the draining part and its
 * successor are both there. Confined to one thread.
 */
final class ReadingFamily implements Family {
    private final Reading reading;
    private final Map<List<String>, Long> sums = new HashMap<>();

    /** A family of which nothing was told yet. */
    ReadingFamily(Reading reading) {
        this.reading = reading;
    }

    String name() {
        return reading.name();
    }

    void add(long value, String... labelValues) {
        if (labelValues.length != reading.labels().size()) {
            throw new IllegalArgumentException(
                    reading.name() + " has the labels " + reading.labels() + ", not " + labelValues.length);
        }
        sums.merge(List.of(labelValues), value, Long::sum);
    }

    /** Adds what others have counted under labels that were told of here. */
    void goOnFrom(ReadingFamily before) {
        before.sums.forEach((labels, sum) -> sums.computeIfPresent(labels, (same, own) -> own + sum));
    }

    /** Forgets labels that were not told of there; returns whether nothing is left. */
    boolean retain(ReadingFamily told) {
        sums.keySet().retainAll(told.sums.keySet());
        return sums.isEmpty();
    }

    @Override
    public MetricSnapshot snapshot() {
        return switch (reading.kind()) {
            case GAUGE -> gauge();
            case COUNTER -> counter();
        };
    }

    private Labels labels(List<String> values) {
        return Labels.of(reading.labels(), values);
    }

    private MetricSnapshot gauge() {
        GaugeSnapshot.Builder snapshot =
                GaugeSnapshot.builder().name(reading.name()).help(reading.help());
        sums.forEach((values, sum) -> snapshot.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(labels(values))
                .value(sum)
                .build()));
        return snapshot.build();
    }

    private MetricSnapshot counter() {
        CounterSnapshot.Builder snapshot = CounterSnapshot.builder()
                .name(reading.name().substring(0, reading.name().length() - CounterFamily.SUFFIX.length()))
                .help(reading.help());
        sums.forEach((values, sum) -> snapshot.dataPoint(CounterDataPointSnapshot.builder()
                .labels(labels(values))
                .value(sum)
                .build()));
        return snapshot.build();
    }
}
