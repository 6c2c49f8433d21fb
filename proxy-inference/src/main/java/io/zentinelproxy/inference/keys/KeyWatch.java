package io.zentinelproxy.inference.keys;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Looks twice a second whether files of keys have changed, on one thread of the platform; a change is in force after the second look that sees it. */
public final class KeyWatch implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(500);
    private static final System.Logger LOG = System.getLogger(KeyWatch.class.getName());

    private volatile List<KeyFile> watched = List.of();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Guarded by this. */
    private boolean running;

    /** Watches these from now on, and no others, until it is closed. Without any there is no thread. */
    public synchronized void follow(List<KeyFile> files) {
        watched = List.copyOf(files);
        if (!running && !watched.isEmpty()) {
            running = true;
            Thread.ofPlatform().daemon().name("zentinel-keys").start(this::run);
        }
    }

    private void run() {
        try {
            while (!closed.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                watched.forEach(KeyWatch::look);
            }
        } catch (InterruptedException stop) {
            // Nobody interrupts it; it is a daemon, and would only end.
        }
    }

    /** One that fails must not leave the others unseen. */
    private static void look(KeyFile file) {
        try {
            file.look();
        } catch (RuntimeException | Error defect) {
            LOG.log(System.Logger.Level.ERROR, file.file() + ": looking after it failed", defect);
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
