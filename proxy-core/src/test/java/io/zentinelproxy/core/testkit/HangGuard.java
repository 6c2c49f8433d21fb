package io.zentinelproxy.core.testkit;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits on a monitor until something has happened; fails the test when it has not after {@link Wire#HANG_GUARD}. */
public final class HangGuard {
    /** How long nothing may come before a test is taken to hang. */
    public static final Duration LIMIT = Wire.HANG_GUARD;

    private HangGuard() {}

    /** The caller holds the monitor, and whoever makes the condition true notifies it. */
    public static void await(Object monitor, BooleanSupplier happened, Supplier<String> otherwise) {
        long deadline = System.nanoTime() + Wire.HANG_GUARD.toNanos();
        while (!happened.getAsBoolean()) {
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                throw new AssertionError(otherwise.get());
            }
            try {
                monitor.wait(leftMillis);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new AssertionError(stop);
            }
        }
    }

    /** Waits for the end of a thread that has been told to stop. */
    static void join(Thread thread) {
        try {
            if (!thread.join(LIMIT)) {
                throw new AssertionError(thread + " goes on");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stop);
        }
    }
}
