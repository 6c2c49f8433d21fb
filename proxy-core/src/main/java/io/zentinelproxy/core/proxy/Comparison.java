package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.observe.ShadowCounters;
import io.zentinelproxy.core.observe.ShadowCounters.Outcome;

/** What became of a client's request and of its mirror, counted once both are known; neither waits for the other. */
final class Comparison {
    /** In place of a status. */
    private static final int FAILED = 0;

    private static final int UNKNOWN = -1;

    private final ShadowCounters counters;
    private final Differences differences;
    private int main = UNKNOWN;
    private int shadow = UNKNOWN;
    private long mainNanos;

    Comparison(ShadowCounters counters, Differences differences) {
        this.counters = counters;
        this.differences = differences;
    }

    /** @param nanos to the head of its answer */
    void mainAnswered(int status, long nanos) {
        main(status, nanos);
    }

    void mainFailed() {
        main(FAILED, 0);
    }

    void shadowAnswered(int status) {
        shadow(status);
    }

    void shadowFailed() {
        shadow(FAILED);
    }

    private synchronized void main(int status, long nanos) {
        main = status;
        mainNanos = nanos;
        compare();
    }

    private synchronized void shadow(int status) {
        shadow = status;
        compare();
    }

    private void compare() {
        if (main == UNKNOWN || shadow == UNKNOWN) {
            return;
        }
        Outcome outcome = outcome();
        counters.compared(outcome, mainNanos);
        if (outcome == Outcome.SAME_CLASS || outcome == Outcome.OTHER_CLASS) {
            differences.note(main, shadow);
        }
    }

    private Outcome outcome() {
        if (main == FAILED) {
            return Outcome.MAIN_FAILED;
        }
        if (shadow == FAILED) {
            return Outcome.SHADOW_FAILED;
        }
        if (main == shadow) {
            return Outcome.SAME_STATUS;
        }
        return main / 100 == shadow / 100 ? Outcome.SAME_CLASS : Outcome.OTHER_CLASS;
    }
}
