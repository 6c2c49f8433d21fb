package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.net.Sweep;

/**
 * What the peer of one connection is charged for: odd events, and what is only odd beyond a measure that grows with ordinary use. Any
 * thread.
 */
final class PeerBudget {
    /** Browsers say a priority before their first request, and several for each: 112 for a page of 60 images (Chromium 150). */
    private static final int FIRST_PRIORITIES = 100;

    private static final int PRIORITIES_PER_STREAM = 4;
    private static final int MOST_PRIORITIES = 1000;

    /** What may come late on a stream that we have reset, besides its window: heads, and frames that were under way. */
    private static final int LATE_OCTETS = 64 * 1024;

    private static final long MOST_LATE_OCTETS = 64L * 1024 * 1024;

    /** What a late frame counts for besides its octets. */
    private static final int FRAME_OVERHEAD = 256;

    private final OddEvents odd;
    private final Http2Counters counters;
    private final boolean ourResetsCount;
    private final Runnable onWarned;
    private final Allowance priorities = new Allowance(FIRST_PRIORITIES, MOST_PRIORITIES);
    private final Allowance late = new Allowance(0, MOST_LATE_OCTETS);
    private volatile boolean exhausted;

    /**
     * @param most points of odd events per minute
     * @param ourResetsCount whether streams that we reset are the peer's doing
     * @param onWarned told once, when three quarters are used up
     */
    PeerBudget(int most, Sweep sweep, Http2Counters counters, boolean ourResetsCount, Runnable onWarned) {
        odd = new OddEvents(most, sweep);
        this.counters = counters;
        this.ourResetsCount = ourResetsCount;
        this.onWarned = onWarned;
    }

    void odd(OddEvents.Kind kind) {
        if (kind == OddEvents.Kind.RESET_BY_US && !ourResetsCount) {
            return;
        }
        counters.odd(kind);
        switch (odd.count(kind)) {
            case FINE -> {}
            case WARNED -> {
                counters.warned();
                onWarned.run();
            }
            case EXHAUSTED -> exhausted = true;
        }
    }

    /** A stream was opened. */
    void opened() {
        priorities.add(PRIORITIES_PER_STREAM);
    }

    /** A priority was said. */
    void prioritized() {
        if (!priorities.take(1)) {
            odd(OddEvents.Kind.PRIORITY);
        }
    }

    /**
     * A stream was reset by us.
     *
     * @param window octets of content that may be under way
     * @param complete whether only no more was wanted behind a complete message of ours: none of the peer's doing, and no work goes on
     */
    void reset(int window, boolean complete) {
        late.add((long) window + LATE_OCTETS);
        if (!complete) {
            odd(OddEvents.Kind.RESET_BY_US);
        }
    }

    /** A frame came for a stream that we have reset. */
    void late(int octets) {
        if (!late.take((long) octets + FRAME_OVERHEAD)) {
            odd(OddEvents.Kind.LATE_FRAME);
        }
    }

    /** An exchange ended well. */
    void redeem() {
        odd.redeem();
    }

    /** Whether all of it is used up. */
    boolean isExhausted() {
        return exhausted;
    }
}
