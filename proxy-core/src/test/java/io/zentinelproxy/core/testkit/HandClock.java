package io.zentinelproxy.core.testkit;

import io.zentinelproxy.core.net.Ticker;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import jdk.management.VirtualThreadSchedulerMXBean;

/** A clock that only the test moves, so that no test waits for a timeout and no slow machine runs into one. Any thread. */
public final class HandClock implements Ticker {

    private static final String SWEEP = "zentinel-sweep";

    /** Looks of the sweep after which time goes on though somebody is at work: traffic need not end. */
    private static final int MOST_TURNS = 50;

    private final VirtualThreadSchedulerMXBean scheduler =
            ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);

    private final Object lock = new Object();

    /** Guarded by lock, as is the next. */
    private long now = Duration.ofDays(1).toNanos();

    /** How often the sweep has asked for the time. */
    private long looks;

    @Override
    public long nanos() {
        synchronized (lock) {
            if (Thread.currentThread().getName().equals(SWEEP)) {
                looks++;
                lock.notifyAll();
            }
            return now;
        }
    }

    /** Moves on once whoever was about to wait does so, and returns when the sweep has looked at every deadline since. */
    public void advance(Duration by) {
        synchronized (lock) {
            awaitQuiet();
            now += by.toNanos();
            // The first look sees the new time; by the second all deadlines have been looked at.
            awaitLooks(2);
        }
    }

    /**
     * Moves on in steps until this has happened. For a wait whose beginning the test cannot see: a single step might come before it, and
     * what begins after a step is not held to it.
     */
    public void advanceUntil(BooleanSupplier happened, Duration step) {
        long hangs = System.nanoTime() + HangGuard.LIMIT.toNanos();
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() - hangs > 0) {
                throw new AssertionError("it has not happened, however the time went by in steps of " + step);
            }
            advance(step);
        }
    }

    /** Waits like {@link #advanceUntil} for what somebody else waits for meanwhile, such as a client for its answer. */
    public <T> T advanceDuring(Callable<T> waiting, Duration step) {
        return advanceDuring(waiting, () -> {}, step);
    }

    /** The same, doing this after each step. */
    public <T> T advanceDuring(Callable<T> waiting, Runnable afterStep, Duration step) {
        FutureTask<T> task = new FutureTask<>(waiting);
        Thread.startVirtualThread(task);
        advanceUntil(
                () -> {
                    afterStep.run();
                    return task.isDone();
                },
                step);
        try {
            return task.get();
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stop);
        }
    }

    /**
     * What a peer has seen is not all that a thread of the proxy does: it may be yet to begin the wait that the jump is meant for, and
     * would begin it in the new time. So none of them may be at work at two looks. And what began at the very tick before a jump is
     * not held to it: a moment must have passed.
     */
    private void awaitQuiet() {
        boolean quiet = false;
        for (int turn = 0; turn < MOST_TURNS && !quiet; turn++) {
            boolean before = virtualThreadsRest();
            now++;
            awaitLooks(1);
            quiet = before && virtualThreadsRest();
        }
    }

    private boolean virtualThreadsRest() {
        return scheduler.getMountedVirtualThreadCount() <= 0 && scheduler.getQueuedVirtualThreadCount() <= 0;
    }

    private void awaitLooks(int more) {
        long enough = looks + more;
        HangGuard.await(lock, () -> looks >= enough, () -> "the sweep has stopped");
    }
}
