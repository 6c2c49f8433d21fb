package io.zentinelproxy.core.tls;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;

/**
 * Lets only as many handshakes compute at once as there are cores. A signature takes up to a millisecond, and a virtual thread is not
 * preempted: without this a flood of handshakes would fill the carriers' queue, and who only has a request would stand behind all of
 * them. The others wait here, parked. One for the process.
 */
public final class Signing {
    private final Semaphore places;

    /** For this many cores. */
    public Signing(int cores) {
        places = new Semaphore(cores);
    }

    /**
     * Runs what the engine wants computed.
     *
     * @param patience nanoseconds that may be waited for a place
     * @return false when none came free in time
     */
    boolean run(SSLEngine engine, long patience) throws InterruptedException {
        if (!places.tryAcquire() && !places.tryAcquire(Math.max(patience, 0), TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
            return true;
        } finally {
            places.release();
        }
    }
}
