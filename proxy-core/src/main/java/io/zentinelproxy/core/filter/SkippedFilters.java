package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.fault.InternalFault;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/** What a route whose failure mode is open went on without. Every time is counted, the first of each filter is logged. Any thread. */
final class SkippedFilters {
    private static final System.Logger LOG = System.getLogger(SkippedFilters.class.getName());

    private final String route;
    private final LongAdder count = new LongAdder();

    SkippedFilters(String route) {
        this.route = route;
    }

    long count() {
        return count.sum();
    }

    /** The same step, skipped where it fails. Fields that it changed before stay changed. */
    RequestFilter around(String filter, RequestFilter step) {
        AtomicBoolean logged = new AtomicBoolean();
        return exchange -> {
            try {
                return step.onRequestHead(exchange);
            } catch (InternalFault | RuntimeException failure) {
                note(filter, failure, logged);
                return Verdict.CONTINUE;
            }
        };
    }

    ResponseFilter around(String filter, ResponseFilter step) {
        AtomicBoolean logged = new AtomicBoolean();
        return (exchange, head) -> {
            try {
                step.onResponseHead(exchange, head);
            } catch (InternalFault | RuntimeException failure) {
                note(filter, failure, logged);
            }
        };
    }

    private void note(String filter, Exception failure, AtomicBoolean logged) {
        count.increment();
        if (logged.compareAndSet(false, true)) {
            String said = "filter " + filter + " of route " + route
                    + " failed and was skipped, as `failure-mode` says; more are only counted";
            LOG.log(Level.WARNING, said, failure);
        }
    }
}
