package io.zentinelproxy.core.observe;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One counter for each status, found without a look-up once it was used. Any thread. */
final class StatusCounters {
    private static final int STATUS_END = 600;
    /** Status labels that are no status code: nothing was answered, and a code that RFC 9110 section 15 does not know. */
    private static final String NO_STATUS = "none";

    private static final String OTHER = "other";
    private static final int OTHER_SLOT = 1;

    private final Function<String, LongAdder> byLabel;
    private final AtomicReferenceArray<@Nullable LongAdder> byStatus = new AtomicReferenceArray<>(STATUS_END);

    /**
     * Counters that a family keeps.
     *
     * @param byLabel gives the counter for the label of a status, the same to two threads at once
     */
    StatusCounters(Function<String, LongAdder> byLabel) {
        this.byLabel = byLabel;
    }

    void count(int status) {
        int slot = status >= 100 && status < STATUS_END || status == 0 ? status : OTHER_SLOT;
        LongAdder counter = byStatus.get(slot);
        if (counter == null) {
            counter = byLabel.apply(label(slot));
            byStatus.set(slot, counter);
        }
        counter.increment();
    }

    private static String label(int slot) {
        if (slot == 0) {
            return NO_STATUS;
        }
        return slot == OTHER_SLOT ? OTHER : Integer.toString(slot);
    }
}
