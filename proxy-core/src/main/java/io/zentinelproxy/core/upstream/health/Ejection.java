package io.zentinelproxy.core.upstream.health;

/** Until when a target is ejected, and how often it was. Guarded by whoever holds it. */
final class Ejection {
    private final long[] times = new long[EjectionReason.values().length];
    private long spared;
    private boolean on;
    private long until;

    /** Ejections in a row. */
    private int row;

    void begin(EjectionReason reason, long now, long base, long most) {
        times[reason.ordinal()]++;
        row++;
        on = true;
        until = now + Math.min(most, base > Long.MAX_VALUE / row ? most : base * row);
    }

    boolean isOn() {
        return on;
    }

    long until() {
        return until;
    }

    boolean isOver(long now) {
        return on && now - until >= 0;
    }

    void end() {
        on = false;
    }

    /** A time has passed without reason for another. */
    void forgive() {
        if (!on && row > 0) {
            row--;
        }
    }

    void spare() {
        spared++;
    }

    long spared() {
        return spared;
    }

    long times(EjectionReason reason) {
        return times[reason.ordinal()];
    }
}
