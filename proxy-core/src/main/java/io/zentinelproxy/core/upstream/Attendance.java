package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.net.Sweep;

/**
 * Has the sweep look at a pool while something is open there or waits, often only while somebody waits: of ten thousand pools that
 * nobody uses none costs anything. Guarded by the pool.
 */
final class Attendance {
    private final Sweep sweep;
    private final Sweep.Swept pool;

    private boolean attended;

    /** The last look has found that it has time. */
    private boolean resting;

    Attendance(Sweep sweep, Sweep.Swept pool) {
        this.sweep = sweep;
        this.pool = pool;
    }

    /** A connection is made. */
    void opened() {
        if (!attended) {
            attend();
        }
    }

    /** Somebody waits. */
    void waited() {
        if (!attended || resting) {
            attend();
        }
    }

    private void attend() {
        attended = true;
        resting = false;
        sweep.add(pool);
    }

    /**
     * The sweep has looked at it.
     *
     * @param waiting whether somebody waits
     * @param open whether something is open
     * @return what the sweep is to be told: whether it has time
     */
    boolean looked(boolean waiting, boolean open) {
        resting = !waiting;
        if (resting && !open) {
            attended = false;
            sweep.remove(pool);
        }
        return resting;
    }
}
