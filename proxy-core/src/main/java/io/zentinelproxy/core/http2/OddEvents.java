package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.net.Sweep;
import java.time.Duration;
import java.util.Locale;

/**
 * The budget of one connection for what is legal but odd: resets, by the peer and by us, control frames that ask for an answer, frames
 * that carry nothing. One counter of points for all of them, so that a flood not yet invented is counted, too (CVE-2019-9511 to -9518,
 * CVE-2023-44487, CVE-2024-27316, CVE-2025-8671). Points are forgotten at an even rate over a minute, and an exchange that ends well
 * takes one off. Any thread.
 */
final class OddEvents {
    /** What the peer did, and what it costs. With the default budget of 600, a minute allows 600 points' worth. */
    enum Kind {
        RESET_BY_PEER(3),
        RESET_BY_US(3),
        SETTINGS(20),
        PING(10),
        PRIORITY(5),
        CONTINUATION(5),
        EMPTY_FRAME(20),
        TINY_WINDOW_UPDATE(2),
        /** Of our settings or a ping of ours, which are few: whoever sends many acknowledges nothing. */
        ACKNOWLEDGEMENT(2),
        UNKNOWN_FRAME(5),
        LATE_FRAME(1);

        private final int points;

        Kind(int points) {
            this.points = points;
        }

        /** In lower case, as in metrics. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        int points() {
            return points;
        }
    }

    /** What a count came to. */
    enum Standing {
        FINE,
        /** Three quarters are used up, for the first time. */
        WARNED,
        EXHAUSTED
    }

    private static final long PERIOD = Duration.ofMinutes(1).toNanos();

    private final int most;
    private final Sweep sweep;
    private double points;
    private long countedAt;
    private boolean warned;

    OddEvents(int most, Sweep sweep) {
        this.most = most;
        this.sweep = sweep;
        countedAt = sweep.now();
    }

    synchronized Standing count(Kind kind) {
        long now = sweep.now();
        points = Math.max(0, points - (double) (now - countedAt) * most / PERIOD) + kind.points;
        countedAt = now;
        if (points >= most) {
            return Standing.EXHAUSTED;
        }
        if (points * 4 >= most * 3L && !warned) {
            warned = true;
            return Standing.WARNED;
        }
        return Standing.FINE;
    }

    /** An exchange ended well. */
    synchronized void redeem() {
        points = Math.max(0, points - 1);
    }
}
