package io.zentinelproxy.inference.ledger;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last entries, for operators. Who calls holds a lock. */
final class RecentEntries {
    static final int MOST = 1000;

    private final @Nullable Entry[] ring = new Entry[MOST];
    private long count;

    void add(Entry entry) {
        ring[(int) (count++ % MOST)] = entry;
    }

    /** The newest first. */
    List<Entry> list() {
        List<Entry> entries = new ArrayList<>();
        for (long i = count - 1; i >= 0 && i >= count - MOST; i--) {
            Entry entry = ring[(int) (i % MOST)];
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entries;
    }

    long count() {
        return count;
    }
}
