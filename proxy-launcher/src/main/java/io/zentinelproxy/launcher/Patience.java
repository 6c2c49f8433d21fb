package io.zentinelproxy.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Tries again what another process still stands in the way of. */
final class Patience {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Patience() {}

    /** What is tried. */
    interface Attempt {
        void make() throws IOException;
    }

    /** @throws IOException of the last attempt, when none came off in this time */
    static void within(Duration most, Attempt attempt) throws IOException {
        long end = System.nanoTime() + most.toNanos();
        while (true) {
            try {
                attempt.make();
                return;
            } catch (IOException e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
