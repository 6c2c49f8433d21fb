package io.zentinelproxy.inference.tokens;

import java.util.concurrent.Semaphore;

/**
 * Lets as many long prompts be counted at once as there are processors: counting never gives its carrier thread back, and more of it at once
 * would only keep all other virtual threads from running. Short ones pass.
 */
final class CountingGate {
    /** Characters of a prompt from which on it waits; below it is counted in less than a millisecond, mostly in a tenth of it. */
    static final int LONG_PROMPT_CHARS = 16 << 10;

    private final Semaphore places;

    /** @param atOnce how many long prompts are counted at the same time */
    CountingGate(int atOnce) {
        places = new Semaphore(atOnce, true);
    }

    /** Waits for a place if it takes one; each is taken for 50 milliseconds at most. To be left in any case. */
    void enter(long chars) {
        if (chars >= LONG_PROMPT_CHARS) {
            places.acquireUninterruptibly();
        }
    }

    void leave(long chars) {
        if (chars >= LONG_PROMPT_CHARS) {
            places.release();
        }
    }

    /** How many wait, about. */
    int waiting() {
        return places.getQueueLength();
    }

    int free() {
        return places.availablePermits();
    }
}
