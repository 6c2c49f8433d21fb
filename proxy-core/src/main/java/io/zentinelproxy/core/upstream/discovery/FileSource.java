package io.zentinelproxy.core.upstream.discovery;

import io.zentinelproxy.core.config.DiscoverySettings;
import io.zentinelproxy.core.net.Sweep;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a file of targets again and again: at what it holds, as neither times nor links can be trusted to show that it has changed.
 * Each look has a thread of the platform of its own, so that a mount that hangs holds up nothing else, and there is one at a time.
 */
final class FileSource implements AutoCloseable {
    /** 1,000 targets, and a comment for each. */
    private static final int MAX_OCTETS = 1 << 20;

    private final Path path;
    private final long interval;
    private final TargetSet targets;
    private final Sweep sweep;
    private final Sweep.Swept swept = this::sweep;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile long due;
    private volatile boolean closed;

    /** Of one look at a time. */
    private byte @Nullable [] seen;

    private FileSource(DiscoverySettings.File settings, TargetSet targets, Sweep sweep) {
        path = settings.path();
        interval = settings.watchInterval().toNanos();
        this.targets = targets;
        this.sweep = sweep;
    }

    /** Reads the file, and returns when that is done: a start finds the targets there. */
    static FileSource start(DiscoverySettings.File settings, TargetSet targets, Sweep sweep) {
        FileSource source = new FileSource(settings, targets, sweep);
        source.look();
        source.due = sweep.now() + source.interval;
        sweep.add(source.swept);
        return source;
    }

    private boolean sweep(long now) {
        if (now - due >= 0 && looking.compareAndSet(false, true)) {
            due = now + interval;
            Thread.ofPlatform().daemon().name("zentinel-discovery").start(() -> {
                try {
                    look();
                } finally {
                    looking.set(false);
                }
            });
        }
        return due - now > Sweep.SOON;
    }

    private void look() {
        byte[] octets = read();
        if (octets == null || closed) {
            return;
        }
        if (octets.length > MAX_OCTETS) {
            targets.failed(DiscoveryFailure.UNREADABLE, path + " has more than " + MAX_OCTETS + " octets");
        } else if (!Arrays.equals(octets, seen)) {
            take(octets);
        }
    }

    private byte @Nullable [] read() {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(MAX_OCTETS + 1);
        } catch (NoSuchFileException missing) {
            gone(path + " is not there");
        } catch (IOException unreadable) {
            gone(path + " cannot be read: " + unreadable.getMessage());
        }
        return null;
    }

    /** What it holds when it is back is looked at anew. */
    private void gone(String complaint) {
        seen = null;
        targets.failed(DiscoveryFailure.UNREADABLE, complaint);
    }

    private void take(byte[] octets) {
        seen = octets;
        try {
            targets.found(TargetFile.parse(octets), path.toString());
        } catch (TargetFile.BadLine bad) {
            targets.failed(DiscoveryFailure.BAD_LINE, path + ", " + bad.getMessage());
        }
    }

    @Override
    public void close() {
        closed = true;
        sweep.remove(swept);
    }
}
