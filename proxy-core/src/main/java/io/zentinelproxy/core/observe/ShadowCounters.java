package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.fault.Fault;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of one route's mirrored requests, looked up when the route loads. Any thread. */
public final class ShadowCounters {
    /** Why a request that was chosen is not mirrored. */
    public enum Drop {
        /** As many of the route are under way as may. */
        ROUTE_FULL,
        /** As many of the process are. */
        PROCESS_FULL,
        /** As many have a connection to the upstream as may beside the requests of clients. */
        UPSTREAM_FULL,
        /** There was no connection to be had at once. */
        NO_CONNECTION,
        /** It has content, and the route does not copy any. */
        HAS_CONTENT,
        /** It has more content than is copied. */
        CONTENT_TOO_LARGE,
        /** There was no memory left for a copy of its content. */
        HOLD_EXHAUSTED,
        /** It was not sent to its own origin as a whole, either. */
        NOT_SENT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What became of both requests. */
    public enum Outcome {
        SAME_STATUS,
        /** Other statuses of one class, as 200 and 204 are. */
        SAME_CLASS,
        OTHER_CLASS,
        SHADOW_FAILED,
        MAIN_FAILED;

        /** The label in metrics. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final ShadowFamilies families;
    private final String route;
    private final String upstream;
    private final LongAdder success;
    private final LongAdder timeout;
    private final LongAdder error;
    private final Durations latency;
    private final Durations mainLatency;
    private final LongAdder[] dropped;
    private final LongAdder[] outcomes;

    ShadowCounters(ShadowFamilies families, String route, String upstream) {
        this.families = families;
        this.route = route;
        this.upstream = upstream;
        success = families.requests.counter(route, upstream, "success");
        timeout = families.requests.counter(route, upstream, "timeout");
        error = families.requests.counter(route, upstream, "error");
        latency = families.latency.histogram(route, upstream);
        mainLatency = families.mainLatency.histogram(route, upstream);
        dropped = Arrays.stream(Drop.values())
                .map(why -> families.dropped.counter(route, why.word()))
                .toArray(LongAdder[]::new);
        outcomes = Arrays.stream(Outcome.values())
                .map(outcome -> families.comparisons.counter(route, outcome.word()))
                .toArray(LongAdder[]::new);
    }

    public void dropped(Drop why) {
        dropped[why.ordinal()].increment();
    }

    /** An answer began after so many nanoseconds. */
    public void answered(long nanos) {
        success.increment();
        latency.observe(nanos);
    }

    /** Its time was over first. */
    public void late() {
        timeout.increment();
        families.errors.counter(route, upstream, "timeout").increment();
    }

    public void failed(Fault why) {
        error.increment();
        families.errors.counter(route, upstream, why.reason()).increment();
    }

    /** @param mainNanos how long the client's request took to the head of its answer, or 0 where there was none */
    public void compared(Outcome outcome, long mainNanos) {
        outcomes[outcome.ordinal()].increment();
        if (mainNanos > 0) {
            mainLatency.observe(mainNanos);
        }
    }
}
