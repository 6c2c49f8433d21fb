package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.security.quota.Charge;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A request that a limiter holds back on its own thread: it waits, asks again, and goes on or is refused in the end. */
final class HeldRequest implements AutoCloseable {
    private final RouteLimits limits;
    private final ExchangeLimits state;
    private final long since = System.nanoTime();
    private DelayQueue.@Nullable Place place;

    /** In whose line that is. */
    private @Nullable ActiveLimit line;

    private HeldRequest(RouteLimits limits, ExchangeLimits state) {
        this.limits = limits;
        this.state = state;
    }

    /**
     * Returns when the request may go on.
     *
     * @param unasked whether it has not asked yet, as others wait before it
     * @throws LimitFault where it may not: as its limiter refuses, too many wait, or it would have to wait too long
     */
    static void hold(RouteLimits limits, ExchangeLimits state, boolean unasked) throws LimitFault {
        try (HeldRequest held = new HeldRequest(limits, state)) {
            held.hold(unasked);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            ActiveLimit by = state.refusedBy();
            if (by == null) {
                throw new IllegalStateException("held back by nobody", ended);
            }
            throw RouteLimits.refuse(state, by);
        }
    }

    private void hold(boolean unasked) throws InterruptedException, LimitFault {
        boolean wasAsked = !unasked;
        do {
            ActiveLimit by = state.refusedBy();
            if (by == null) {
                return;
            }
            Charge charge = state.refusedCharge();
            long left = by.maxDelayNanos() - (System.nanoTime() - since);
            long wait = wasAsked ? charge.waitNanos() : 0;
            if (!by.delays() || left <= 0 || wait > left || !joined(by, charge)) {
                refuseUnlessNeverAsked(by, wasAsked);
                return;
            }
            await(wait, left);
            wasAsked = true;
        } while (!limits.ask(state));
        state.delayed(System.nanoTime() - since);
    }

    /** A line that it is in for another limiter is left: its head would hold up all others there, for what is no matter of theirs. */
    private boolean joined(ActiveLimit by, Charge charge) throws InterruptedException {
        if (line != by) {
            close();
        }
        if (place == null) {
            place = by.tally().queue.join(charge);
            line = by;
        }
        return place != null;
    }

    /** Who comes to a full queue and has not asked yet asks once, so that it is told what is left. */
    private void refuseUnlessNeverAsked(ActiveLimit by, boolean wasAsked) throws LimitFault {
        if (wasAsked) {
            throw RouteLimits.refuse(state, by);
        }
        if (!limits.ask(state)) {
            ActiveLimit now = state.refusedBy();
            throw RouteLimits.refuse(state, now == null ? by : now);
        }
    }

    /** The first of a line waits for its store, the others for their turn. */
    private void await(long wait, long left) throws InterruptedException {
        DelayQueue.Place mine = place;
        if (mine == null) {
            return;
        }
        if (mine.isFirst()) {
            TimeUnit.NANOSECONDS.sleep(wait);
        } else {
            mine.awaitFirst(left);
        }
    }

    @Override
    public void close() {
        if (place != null) {
            place.close();
            place = null;
        }
    }
}
