package io.zentinelproxy.core.observe;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * The sources of one {@link Reading}. Sources with the same label values are added up: across a reload the draining part and its
 * successor are both there.
 */
final class ReadingFamily implements Family {
    private final Reading reading;
    private final List<Source> sources = new CopyOnWriteArrayList<>();

    /** Compared by identity: two sources may have equal labels. */
    private static final class Source {
        private final Labels labels;
        private final LongSupplier value;

        Source(Labels labels, LongSupplier value) {
            this.labels = labels;
            this.value = value;
        }
    }

    /** A family without sources yet. */
    ReadingFamily(Reading reading) {
        this.reading = reading;
    }

    /** Adds a source until the registration is closed. */
    Registration add(LongSupplier value, List<String> labelValues) {
        if (labelValues.size() != reading.labels().size()) {
            throw new IllegalArgumentException(
                    reading.name() + " has the labels " + reading.labels() + ", not " + labelValues.size());
        }
        Source source = new Source(Labels.of(reading.labels(), labelValues), value);
        sources.add(source);
        return () -> sources.remove(source);
    }

    @Override
    public MetricSnapshot snapshot() {
        SortedMap<Labels, Long> sums = new TreeMap<>();
        for (Source source : sources) {
            sums.merge(source.labels, source.value.getAsLong(), Long::sum);
        }
        return switch (reading.kind()) {
            case GAUGE -> gauge(sums);
            case COUNTER -> counter(sums);
        };
    }

    private MetricSnapshot gauge(SortedMap<Labels, Long> sums) {
        GaugeSnapshot.Builder snapshot =
                GaugeSnapshot.builder().name(reading.name()).help(reading.help());
        sums.forEach((labels, sum) -> snapshot.dataPoint(
                GaugeDataPointSnapshot.builder().labels(labels).value(sum).build()));
        return snapshot.build();
    }

    private MetricSnapshot counter(SortedMap<Labels, Long> sums) {
        CounterSnapshot.Builder snapshot = CounterSnapshot.builder()
                .name(reading.name().substring(0, reading.name().length() - CounterFamily.SUFFIX.length()))
                .help(reading.help());
        sums.forEach((labels, sum) -> snapshot.dataPoint(
                CounterDataPointSnapshot.builder().labels(labels).value(sum).build()));
        return snapshot.build();
    }
}
