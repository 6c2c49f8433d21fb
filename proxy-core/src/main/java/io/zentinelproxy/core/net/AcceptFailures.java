package io.zentinelproxy.core.net;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * Accepts that failed, usually for want of descriptors: all are counted, and a run of them is said once when it begins and once when
 * it is over, and of many short runs only one in ten seconds. Belongs to the acceptor but for the count.
 */
final class AcceptFailures {
    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final System.Logger LOG = System.getLogger(Listener.class.getName());

    private final String listener;
    private final Ticker ticker;
    private final LongAdder count = new LongAdder();
    private boolean said;
    private long run;
    private long saidAt;

    AcceptFailures(String listener, Ticker ticker) {
        this.listener = listener;
        this.ticker = ticker;
        saidAt = ticker.nanos() - QUIET.toNanos();
    }

    void failed(Throwable why) {
        count.increment();
        run++;
        long now = ticker.nanos();
        if (!said && now - saidAt >= QUIET.toNanos()) {
            said = true;
            saidAt = now;
            LOG.log(
                    System.Logger.Level.ERROR,
                    "listener " + listener + ": clients wait, as accepting them fails: " + why);
        }
    }

    void succeeded() {
        if (run == 0) {
            return;
        }
        if (said) {
            LOG.log(System.Logger.Level.INFO, "listener " + listener + ": accepts again, after " + run + " failures");
        }
        said = false;
        run = 0;
    }

    /** So far. Any thread. */
    long count() {
        return count.sum();
    }
}
