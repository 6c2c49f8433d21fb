package io.zentinelproxy.security.file;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks after files on one platform thread: reading a million lines must not keep a carrier of virtual threads. Looking, rather than
 * being told by the system, also sees what changes behind a symbolic link or on a network's file system. The thread is there once
 * something is looked after.
 */
public final class FileWatch implements AutoCloseable {
    /** Between two rounds; a change is taken at the second look that sees it alike. */
    private static final Duration ROUND = Duration.ofMillis(500);

    private static final System.Logger LOG = System.getLogger(FileWatch.class.getName());

    private final List<Reloaded<?>> watched = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    /** Guarded by this. */
    private @Nullable Thread thread;

    /** Looks after these from now on. */
    public synchronized void add(Reloaded<?> files) {
        watched.add(files);
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("zentinel-lists").start(this::run);
        }
    }

    /** Looks after these and no others. */
    public synchronized void follow(List<? extends Reloaded<?>> files) {
        watched.retainAll(files);
        files.stream().filter(one -> !watched.contains(one)).forEach(this::add);
    }

    public List<Reloaded<?>> watched() {
        return List.copyOf(watched);
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(ROUND.toNanos());
            watched.forEach(FileWatch::look);
        }
    }

    /** One that fails must not leave the others unseen. */
    private static void look(Reloaded<?> files) {
        try {
            files.look();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, files.name() + ": looking after it failed", e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
