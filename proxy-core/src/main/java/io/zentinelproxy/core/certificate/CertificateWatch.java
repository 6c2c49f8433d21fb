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

    private final List<? extends Refreshed> watched;
    private final CountDownLatch closed = new CountDownLatch(1);

    private CertificateWatch(List<? extends Refreshed> watched) {
        this.watched = List.copyOf(watched);
    }

    /** Watches until it is closed. */
    public static CertificateWatch over(List<? extends Refreshed> watched) {
        CertificateWatch watch = new CertificateWatch(watched);
        Thread.ofPlatform().daemon().name("certificate-watch").start(watch::run);
        return watch;
    }

    private void run() {
        try {
            while (!closed.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                watched.forEach(CertificateWatch::refresh);
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
