package io.zentinelproxy.core.exchange;

/** Waits for a thread that is about to end, whatever interrupts the wait: what the thread uses is not given back before. */
public final class ThreadEnd {
    private ThreadEnd() {}

    /** Returns once the thread has ended; an interrupt meanwhile is kept for later. */
    public static void await(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
