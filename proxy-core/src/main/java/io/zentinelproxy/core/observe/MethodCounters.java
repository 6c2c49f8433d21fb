package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.http.Method;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The counters that exchanges of one route and method add to. */
final class MethodCounters {
    private static final int STATUS_END = 600;
    /** Status labels that are no status code: nothing was answered, and a code that RFC 9110 section 15 does not know. */
    private static final String NO_STATUS = "none";

    private static final String OTHER = "other";
    private static final int OTHER_SLOT = 1;

    private final Families families;
    private final String route;
    private final String method;
    private final Durations durations;
    private final AtomicReferenceArray<@Nullable LongAdder> byStatus = new AtomicReferenceArray<>(STATUS_END);

    MethodCounters(Families families, String route, Method method) {
        this.families = families;
        this.route = route;
        this.method = method == Method.OTHER ? OTHER : method.name();
        durations = families.durations.histogram(route, this.method);
    }

    void count(int status, long durationNanos) {
        int slot = status >= 100 && status < STATUS_END || status == 0 ? status : OTHER_SLOT;
        LongAdder counter = byStatus.get(slot);
        if (counter == null) {
            counter = families.requests.counter(route, method, label(slot));
            byStatus.set(slot, counter);
        }
        counter.increment();
        durations.observe(durationNanos);
    }

    private static String label(int slot) {
        if (slot == 0) {
            return NO_STATUS;
        }
        return slot == OTHER_SLOT ? OTHER : Integer.toString(slot);
    }
}
