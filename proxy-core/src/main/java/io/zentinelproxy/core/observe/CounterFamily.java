package io.zentinelproxy.core.observe;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/** Counters of one name, one for each combination of label values. They are looked up when routes load, and only added to later. */
final class CounterFamily implements Family {
    static final String SUFFIX = "_total";

    private final String name;
    private final String help;
    private final List<String> labels;
    private final ConcurrentMap<List<String>, LongAdder> counters = new ConcurrentHashMap<>();

    /** A family without counters yet. */
    CounterFamily(String name, String help, String... labels) {
        if (!name.endsWith(SUFFIX)) {
            throw new IllegalArgumentException(name + " is a counter and does not end in " + SUFFIX);
        }
        this.name = name;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** The counter of these label values, in the order of the labels; made on first use and kept until {@link #retain} drops it. */
    LongAdder counter(String... labelValues) {
        return counters.computeIfAbsent(List.of(labelValues), values -> new LongAdder());
    }

    /** Drops the counters of other labels. Whoever still holds one counts for nobody. */
    void retain(Predicate<List<String>> labelValues) {
        counters.keySet().removeIf(labelValues.negate());
    }

    @Override
    public MetricSnapshot snapshot() {
        CounterSnapshot.Builder snapshot = CounterSnapshot.builder()
                .name(name.substring(0, name.length() - SUFFIX.length()))
                .help(help);
        counters.forEach((values, counter) -> snapshot.dataPoint(CounterDataPointSnapshot.builder()
                .labels(Labels.of(labels, values))
                .value((double) counter.sum())
                .build()));
        return snapshot.build();
    }
}
