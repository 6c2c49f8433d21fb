package io.zentinelproxy.core.observe;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * All who tell their counts when metrics are read. Counters never go back while somebody tells of the same labels: what one has
 * counted who is taken out is carried on, so that a part that a reload replaces is gone on from by its successor. Guarded by this;
 * reading metrics and changing who tells exclude each other, or a count might be missed, or told twice.
 */
final class Readings {
    private final Set<Entry> entries = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Those to be taken out once they are over. */
    private final List<Entry> ending = new ArrayList<>();

    /** By name: what those have counted who were taken out. */
    private final Map<String, ReadingFamily> carried = new TreeMap<>();

    /** One who tells. */
    private final class Entry implements Registration {
        private final Teller teller;
        private BooleanSupplier over = () -> true;

        Entry(Teller teller) {
            this.teller = teller;
        }

        @Override
        public void close() {
            closeWhen(() -> true);
        }

        @Override
        public void closeWhen(BooleanSupplier isOver) {
            synchronized (Readings.this) {
                over = isOver;
                if (entries.contains(this) && !takeOut(this) && !ending.contains(this)) {
                    ending.add(this);
                }
            }
        }
    }

    /** Asks them whenever metrics are read, until the registration is closed. */
    synchronized Registration add(Teller teller) {
        Entry entry = new Entry(teller);
        entries.add(entry);
        return entry;
    }

    private boolean takeOut(Entry entry) {
        if (!entry.over.getAsBoolean()) {
            return false;
        }
        entries.remove(entry);
        entry.teller.tell((reading, value, labels) -> {
            if (reading.kind() == Reading.Kind.COUNTER) {
                family(carried, reading).add(value, labels);
            }
        });
        return true;
    }

    private void takeOutEnded() {
        ending.removeIf(this::takeOut);
    }

    private static ReadingFamily family(Map<String, ReadingFamily> families, Reading reading) {
        ReadingFamily known = families.get(reading.name());
        if (known == null) {
            known = new ReadingFamily(reading);
            families.put(reading.name(), known);
        }
        return known;
    }

    private Map<String, ReadingFamily> told() {
        Map<String, ReadingFamily> families = new TreeMap<>();
        for (Entry entry : entries) {
            entry.teller.tell(
                    (reading, value, labels) -> family(families, reading).add(value, labels));
        }
        return families;
    }

    /** What all of them count now. */
    synchronized List<MetricSnapshot> snapshots() {
        takeOutEnded();
        Map<String, ReadingFamily> families = told();
        List<MetricSnapshot> snapshots = new ArrayList<>(families.size());
        for (ReadingFamily family : families.values()) {
            ReadingFamily before = carried.get(family.name());
            if (before != null) {
                family.goOnFrom(before);
            }
            snapshots.add(family.snapshot());
        }
        return snapshots;
    }

    /** Forgets what was carried on for labels that nobody tells of any more. */
    synchronized void forgetUntold() {
        takeOutEnded();
        if (carried.isEmpty()) {
            return;
        }
        Map<String, ReadingFamily> families = told();
        for (Iterator<ReadingFamily> each = carried.values().iterator(); each.hasNext(); ) {
            ReadingFamily before = each.next();
            ReadingFamily now = families.get(before.name());
            if (now == null || before.retain(now)) {
                each.remove();
            }
        }
    }
}
