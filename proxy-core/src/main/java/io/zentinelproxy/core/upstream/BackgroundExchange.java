package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.OriginWait;
import io.zentinelproxy.core.net.Sweep;
import org.jspecify.annotations.Nullable;

/**
 * A request of our own that no client waits for. It ends at its deadline, whatever it waits for, and never queues for a connection: what
 * it could take there belongs to the requests of clients. Its thread calls; the sweep and {@link #stop} end it from outside.
 */
public final class BackgroundExchange implements OriginWait, Sweep.Swept {
    private final Exchange facts;

    /** On the sweep's clock. */
    private final long deadline;

    private @Nullable Cancellation wait;
    private boolean late;
    private boolean stopped;

    /** @param facts its own, which no observer is told of */
    public BackgroundExchange(Exchange facts, long deadline) {
        this.facts = facts;
        this.deadline = deadline;
    }

    @Override
    public Exchange facts() {
        return facts;
    }

    long deadline() {
        return deadline;
    }

    @Override
    public void awaitOrigin(Cancellation onGone) {
        boolean over;
        synchronized (this) {
            wait = onGone;
            over = late || stopped;
        }
        if (over) {
            onGone.cancel();
        }
    }

    @Override
    public synchronized void originArrived() {
        wait = null;
    }

    /** Whether it was ended from outside. */
    @Override
    public synchronized boolean isGone() {
        return late || stopped;
    }

    /** Whether its time was over before it was. */
    public synchronized boolean isLate() {
        return late;
    }

    /** Nothing that it waits for may take longer. */
    @Override
    public boolean mayQueue() {
        return false;
    }

    /** Its answer is thrown away as it comes. */
    @Override
    public long stalledSince() {
        return NOT_STALLED;
    }

    @Override
    public void endStalled() {
        stop();
    }

    /** Ends it. Any thread. */
    public void stop() {
        Cancellation running;
        synchronized (this) {
            stopped = true;
            running = wait;
        }
        cancel(running);
    }

    @Override
    public boolean sweep(long now) {
        Cancellation running = null;
        synchronized (this) {
            if (!late && now - deadline >= 0) {
                late = true;
                running = wait;
            }
        }
        cancel(running);
        return deadline - now > Sweep.SOON;
    }

    private static void cancel(@Nullable Cancellation running) {
        if (running != null) {
            running.cancel();
        }
    }
}
