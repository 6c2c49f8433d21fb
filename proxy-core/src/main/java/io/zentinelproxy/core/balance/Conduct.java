package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.config.BalancingSettings;
import java.util.concurrent.atomic.LongAdder;

/** How an endpoint did since it was last scored, and what that made of its weight. Noted by any thread, scored by one at a time. */
final class Conduct {
    /** Half as late, or failing half as often, as is still good is twice as good; better is not told apart. */
    private static final double BEST = 2;

    private static final double PERCENT = 100;

    private final LongAdder tries = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private volatile double factor = 1;

    void note(boolean failed, long headNanos) {
        tries.increment();
        nanos.add(headNanos);
        if (failed) {
            failures.increment();
        }
    }

    /** What its weight is multiplied by. */
    double factor() {
        return factor;
    }

    /** Scores it, unless too few of its tries were seen to tell: then those count the next time. */
    void score(BalancingSettings.Adaptive settings) {
        long seen = tries.sum();
        if (seen < settings.minRequests()) {
            return;
        }
        double failed = (double) failures.sumThenReset() / seen;
        double late = (double) nanos.sumThenReset() / seen;
        tries.reset();
        double score = Math.min(
                goodness(failed, settings.errorThreshold()),
                goodness(late, settings.latencyThreshold().toNanos()));
        factor = Math.clamp((factor + score) / 2, settings.minWeight() / PERCENT, settings.maxWeight() / PERCENT);
    }

    private static double goodness(double seen, double threshold) {
        return seen * BEST <= threshold ? BEST : threshold / seen;
    }
}
