package io.zentinelproxy.security.access;

import java.util.concurrent.atomic.LongAdder;

/** How often a filter came to each decision, over reloads. Any thread. */
final class Tally {
    private final LongAdder[] counts = new LongAdder[Decision.values().length];

    Tally() {
        for (int at = 0; at < counts.length; at++) {
            counts[at] = new LongAdder();
        }
    }

    void count(Decision decision) {
        counts[decision.ordinal()].increment();
    }

    long of(Decision decision) {
        return counts[decision.ordinal()].sum();
    }
}
