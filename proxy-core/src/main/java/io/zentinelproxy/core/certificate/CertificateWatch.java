package io.zentinelproxy.core.certificate;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Looks once a second whether files of certificates have changed, on one thread of the platform. Looking is a call of the system
 * for each file: cheaper than to be told of changes, which misses those behind links and on mounted folders.
 */
public final class CertificateWatch implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final System.Logger LOG = System.getLogger(CertificateWatch.class.getName());

    /** What is made of files. */
    public interface Refreshed {
        /** Looks whether they have changed, and goes on with what they hold; called by the thread of the watch. */
        void refresh();
    }

    private volatile List<Refreshed> watched = List.of();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Guarded by this. */
    private boolean running;

    /** Watches these from now on, and no others, until it is closed. Without any there is no thread. */
    public synchronized void follow(List<? extends Refreshed> others) {
        watched = List.copyOf(others);
        if (!running && !watched.isEmpty()) {
            running = true;
            Thread.ofPlatform().daemon().name("certificate-watch").start(this::run);
        }
    }

    /** Looks at once, on the caller's thread. */
    public void look() {
        watched.forEach(CertificateWatch::refresh);
    }

    private void run() {
        try {
            while (!closed.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException stop) {
            // Nobody interrupts it; it is a daemon, and would only end.
        }
    }

    /** What goes wrong in one does not end the watch over the others. */
    private static void refresh(Refreshed one) {
        try {
            one.refresh();
        } catch (RuntimeException defect) {
            LOG.log(System.Logger.Level.ERROR, "the files of certificates could not be looked at", defect);
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
