package io.zentinelproxy.core.upstream.health;

import io.zentinelproxy.core.balance.Endpoint;
import io.zentinelproxy.core.balance.Outcome;
import io.zentinelproxy.core.config.Blame;
import io.zentinelproxy.core.config.BreakerSettings;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * A circuit breaker: after so many failures in a row it is open and lets nothing through; after a time it is half-open and lets a few trial
 * requests through at once; when enough of them went well it closes, and when one did not it opens again. While it is closed a request that
 * goes well costs two reads. Any thread.
 */
public final class Breaker implements Endpoint.Gate {
    /** In the order of the values that metrics have for them. */
    public enum State {
        CLOSED,
        HALF_OPEN,
        OPEN;

        /** As in log and figures. */
        public String word() {
            return switch (this) {
                case CLOSED -> "closed";
                case HALF_OPEN -> "half_open";
                case OPEN -> "open";
            };
        }
    }

    /** Is told when it changes, while it is locked: must neither block nor call it. */
    public interface Listener {
        /** Whether others can do without what it guards. What says so has taken it out. */
        default boolean isSpared() {
            return true;
        }

        /** @param why in words */
        void opened(String why);

        void halfOpened();

        void closed();
    }

    private final LongSupplier clock;
    private final Listener listener;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile BreakerSettings settings;
    private volatile State state = State.CLOSED;

    /** When it has opened, on the clock. Guarded by this, as are the next. */
    private long openedAt;

    /** When it became half-open, on the system's own clock, by which it is told when a request began. */
    private long halfOpenedAt;

    /** Trial requests under way. */
    private int trials;

    /** Trial requests that went well. */
    private int successes;

    private long trips;

    /** @param clock in nanoseconds, on which it stays open */
    public Breaker(BreakerSettings settings, LongSupplier clock, Listener listener) {
        this.settings = settings;
        this.clock = clock;
        this.listener = listener;
    }

    public State state() {
        return state;
    }

    /** Other settings, which what is counted so far is held against. */
    public void settings(BreakerSettings now) {
        settings = now;
    }

    /** How often it has opened. */
    public synchronized long trips() {
        return trips;
    }

    /** Lets one request through, or not; what is let through is {@link #ended} once. */
    @Override
    public boolean pass() {
        return state == State.CLOSED || isLetThrough();
    }

    private synchronized boolean isLetThrough() {
        if (state == State.OPEN && nanosToTrial() <= 0) {
            halfOpen();
        }
        return switch (state) {
            case CLOSED -> true;
            case OPEN -> false;
            case HALF_OPEN -> {
                boolean room = trials < settings.halfOpenMax();
                trials += room ? 1 : 0;
                yield room;
            }
        };
    }

    /** How long it is open yet; nothing or less where it is not, or could be half-open. */
    public synchronized long nanosToTrial() {
        return state == State.OPEN ? settings.timeout().toNanos() - (clock.getAsLong() - openedAt) : 0;
    }

    /** Whether trials begin within this time. */
    synchronized boolean isTrialWithin(long nanos) {
        return state == State.OPEN && nanosToTrial() <= nanos;
    }

    /** Goes on to trial requests where their time has come. */
    public void poll() {
        if (state == State.OPEN) {
            synchronized (this) {
                if (state == State.OPEN && nanosToTrial() <= 0) {
                    halfOpen();
                }
            }
        }
    }

    /** Goes on to trial requests before their time, as there is reason to hope. */
    public synchronized void tryNow() {
        if (state == State.OPEN) {
            halfOpen();
        }
    }

    private void halfOpen() {
        halfOpenedAt = System.nanoTime();
        trials = 0;
        successes = 0;
        state = State.HALF_OPEN;
        listener.halfOpened();
    }

    /**
     * The head of an answer has come. For a trial that is enough: content may be as long as it likes, and others wait for the place.
     *
     * @param enteredNanos as of {@link #ended}
     * @return whether it was a trial; then {@link #endedBehindHead} takes the place of {@link #ended}
     */
    public boolean answered(Outcome outcome, long enteredNanos) {
        return state == State.HALF_OPEN && tried(outcome, enteredNanos);
    }

    /** The content behind the head of a trial's answer is over. */
    public void endedBehindHead(Outcome outcome) {
        if (!Blames.counts(Blame.LAYER4, outcome)) {
            return;
        }
        switch (state) {
            case CLOSED -> count(outcome);
            case HALF_OPEN -> trip(State.HALF_OPEN, "the answer to a trial request broke off");
            case OPEN -> {
                // It is known already.
            }
        }
    }

    /**
     * A request is over.
     *
     * @param enteredNanos when it was let through, of {@link System#nanoTime}: those that began before the trials say nothing of now
     */
    public void ended(Outcome outcome, long enteredNanos) {
        switch (state) {
            case CLOSED -> count(outcome);
            case HALF_OPEN -> tried(outcome, enteredNanos);
            case OPEN -> {
                // Of the time before.
            }
        }
    }

    private void count(Outcome outcome) {
        if (outcome == Outcome.UNKNOWN) {
            return;
        }
        BreakerSettings now = settings;
        if (!Blames.counts(now.observe(), outcome)) {
            if (failures.get() != 0) {
                failures.set(0);
            }
        } else if (failures.incrementAndGet() >= now.failureThreshold()) {
            trip(State.CLOSED, now.failureThreshold() + " failures in a row");
        }
    }

    /** Returns whether it was a trial. */
    private synchronized boolean tried(Outcome outcome, long enteredNanos) {
        if (state != State.HALF_OPEN || enteredNanos - halfOpenedAt < 0) {
            return false;
        }
        trials = Math.max(0, trials - 1);
        if (Blames.counts(settings.observe(), outcome)) {
            trip(State.HALF_OPEN, "a trial request failed");
        } else if (outcome != Outcome.UNKNOWN && ++successes >= settings.successThreshold()) {
            failures.set(0);
            close(State.HALF_OPEN);
        }
        return true;
    }

    private void close(State from) {
        state = State.CLOSED;
        if (from != State.CLOSED) {
            listener.closed();
        }
    }

    private synchronized void trip(State from, String why) {
        if (state != from) {
            return;
        }
        if (settings.sparesLast() && !listener.isSpared()) {
            failures.set(0);
            close(from);
        } else {
            openedAt = clock.getAsLong();
            trips++;
            state = State.OPEN;
            listener.opened(why);
        }
    }
}
