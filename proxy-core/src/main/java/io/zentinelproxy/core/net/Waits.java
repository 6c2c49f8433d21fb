package io.zentinelproxy.core.net;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The waits for a peer in one direction of a connection: how long each may take, and how long all of one message ({@link Pace}). One
 * thread waits at a time; the sweep looks whether it is late. Time is the sweep's: what does not block takes none, but for the one
 * in so many that a tick falls into, which is right on the average. Where the sweep itself was late, the time is not the peer's.
 */
public final class Waits {
    private static final VarHandle UNTIL = until();
    private static final long NOT_WAITING = Long.MAX_VALUE;
    private static final long HELD = Long.MAX_VALUE;

    private final Sweep sweep;
    private volatile long timeout = Pace.FOREVER;
    private Pace pace = Pace.ANY;

    /** Nanoseconds of waiting in hand for this message. */
    private long allowance = Pace.FOREVER;

    /** Of the wait under way: its begin and length at most. Written before until. */
    private long begun;

    private long patience;

    /** When the wait under way becomes late. Written by its thread, read by the sweep. */
    @SuppressWarnings("unused")
    private long until = NOT_WAITING;

    /** When a hold ended; {@link #HELD} while it lasts. */
    private volatile long heldUntil;

    public Waits(Sweep sweep) {
        this.sweep = sweep;
        heldUntil = sweep.now();
    }

    private static VarHandle until() {
        try {
            return MethodHandles.lookup().findVarHandle(Waits.class, "until", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** From now on each wait may take this long. */
    public void timeout(long nanos) {
        timeout = Math.min(nanos, Pace.FOREVER);
    }

    /** A message begins, which may be this slow. Called by the thread that waits, or before it does. */
    public void pace(Pace next) {
        pace = next;
        allowance = next.grace();
    }

    /** Holds the clock, because the peer is not to blame for silence; without a hold it runs from now on. Any thread. */
    public void hold(boolean held) {
        heldUntil = held ? HELD : sweep.now();
    }

    /** A wait begins. */
    public void begin() {
        long now = sweep.now();
        long most = Math.min(timeout, allowance);
        begun = now;
        patience = most;
        UNTIL.setRelease(this, now + most);
    }

    /** A wait has ended with so many octets; none or less where it was in vain. */
    public void end(int octets) {
        UNTIL.setOpaque(this, NOT_WAITING);
        long earned = Math.max(octets, 0) * pace.perOctet();
        allowance = Math.min(pace.most(), allowance + earned - waited());
    }

    private long waited() {
        long held = heldUntil;
        if (held == HELD) {
            return 0;
        }
        long now = sweep.now();
        return now - later(sweep.latest(begun), held);
    }

    private static long later(long one, long other) {
        return other - one > 0 ? other : one;
    }

    /** Since when the wait under way goes on, or {@link Long#MAX_VALUE} where there is none. Any thread. */
    public long since() {
        return isWaiting() ? sweep.latest(begun) : NOT_WAITING;
    }

    boolean isWaiting() {
        return (long) UNTIL.getAcquire(this) != NOT_WAITING;
    }

    /** Whether the wait under way has taken too long. Called by the sweep. */
    public boolean isLate(long now) {
        long late = (long) UNTIL.getAcquire(this);
        long held = heldUntil;
        if (late == NOT_WAITING || held == HELD) {
            return false;
        }
        return now - later(late, later(sweep.latest(begun), held) + patience) > 0;
    }

    /** Whether neither this wait nor one that begins after it is soon late. Called by the sweep. */
    public boolean hasTime(long now) {
        long late = (long) UNTIL.getAcquire(this);
        return timeout > Sweep.SOON && (late == NOT_WAITING || late - now > Sweep.SOON || heldUntil == HELD);
    }
}
