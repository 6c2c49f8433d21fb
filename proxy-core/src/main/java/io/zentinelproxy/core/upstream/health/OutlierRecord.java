package io.zentinelproxy.core.upstream.health;

import io.zentinelproxy.core.balance.Outcome;
import io.zentinelproxy.core.config.Blame;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What became of the requests of one target, in a row and in the current interval. Counted by any thread. */
final class OutlierRecord {
    private final AtomicInteger inRow = new AtomicInteger();
    private final LongAdder requests = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder answers = new LongAdder();
    private final LongAdder headNanos = new LongAdder();

    /**
     * One interval.
     *
     * @param answers those of the requests that were answered well, and headNanos what they took together
     */
    record Interval(long requests, long failures, long answers, long headNanos) {
        Interval with(Interval other) {
            return new Interval(
                    requests + other.requests,
                    failures + other.failures,
                    answers + other.answers,
                    headNanos + other.headNanos);
        }
    }

    static final Interval NOTHING = new Interval(0, 0, 0, 0);

    /** Counts one; returns the failures in a row, this one included, or 0 where it is none. */
    int count(Outcome outcome, long nanos, Blame observe) {
        requests.increment();
        if (Blames.counts(observe, outcome)) {
            failures.increment();
            return inRow.incrementAndGet();
        }
        if (inRow.get() != 0) {
            inRow.set(0);
        }
        if (outcome == Outcome.SUCCESS) {
            answers.increment();
            headNanos.add(nanos);
        }
        return 0;
    }

    void endRow() {
        inRow.set(0);
    }

    /** What the interval has brought; the next one begins. */
    Interval take() {
        return new Interval(
                requests.sumThenReset(), failures.sumThenReset(), answers.sumThenReset(), headNanos.sumThenReset());
    }
}
