package io.zentinelproxy.launcher;

import io.zentinelproxy.core.certificate.FileStamp;
import io.zentinelproxy.core.config.LoadedConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Looks whether the files of the configuration have changed, or what stands in the folders that it includes files from, and has it
 * loaded anew once they have been at rest for {@link #SETTLED}. Looking, rather than being told by the system, also sees what changes
 * behind a symbolic link, as in a mounted ConfigMap, and on a network's file system. On one platform thread.
 */
final class ConfigurationWatch implements AutoCloseable {
    /** How long nothing may change before the files are read: whoever writes several of them, or one in pieces, is let finish. */
    static final Duration SETTLED = Duration.ofMillis(200);

    /** A look takes at most this share of the time, however many files there are. */
    private static final int SHARE_OF_TIME = 100;

    private final Path file;
    private final Supplier<LoadedConfiguration> inForce;
    private final Reloading reloading;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param file the main one
     * @param inForce what was loaded last and is served
     * @param reloading has it loaded anew, and put into force where it says something else
     */
    private ConfigurationWatch(Path file, Supplier<LoadedConfiguration> inForce, Reloading reloading) {
        this.file = file;
        this.inForce = inForce;
        this.reloading = reloading;
        thread = Thread.ofPlatform().daemon().name("zentinel-auto-reload").unstarted(this::run);
    }

    static ConfigurationWatch start(Path file, Supplier<LoadedConfiguration> inForce, Reloading reloading) {
        ConfigurationWatch watch = new ConfigurationWatch(file, inForce, reloading);
        watch.thread.start();
        return watch;
    }

    /** What was there at one moment. */
    private record Look(List<Path> paths, List<FileStamp> stamps) {
        static Look at(List<Path> paths) {
            return new Look(paths, paths.stream().map(FileStamp::of).toList());
        }
    }

    private void run() {
        Look known = look();
        if (hasOtherContent()) {
            // It has changed since it was read, and before this began.
            reloading.reloadIfChanged();
            known = afterReload(known);
        }
        Look before = known;
        while (!closed) {
            long began = System.nanoTime();
            Look now = look();
            long took = System.nanoTime() - began;
            if (now.equals(before) && !now.equals(known)) {
                reloading.reloadIfChanged();
                known = afterReload(now);
            }
            before = now;
            LockSupport.parkNanos(this, Math.max(SETTLED.toNanos(), SHARE_OF_TIME * took));
        }
    }

    /** Of the files that it has now. */
    private Look afterReload(Look before) {
        Look now = look();
        if (now.paths.equals(before.paths)) {
            return before;
        }
        if (reloading.ofRefused().isEmpty() && hasOtherContent()) {
            // Those that came with it have changed since they were read.
            reloading.reloadIfChanged();
        }
        return now;
    }

    private Look look() {
        LoadedConfiguration loaded = inForce.get();
        Set<Path> all = new LinkedHashSet<>();
        all.add(file);
        all.addAll(loaded.files());
        all.addAll(loaded.folders());
        // What was refused may be put right by a file that is not in force yet.
        all.addAll(reloading.ofRefused());
        return Look.at(List.copyOf(all));
    }

    /** Whether the files that were read say something else now, or cannot be read any more. */
    private boolean hasOtherContent() {
        LoadedConfiguration loaded = inForce.get();
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path one : loaded.files()) {
                digest.update(Files.readAllBytes(one));
            }
            return !Objects.equals(HexFormat.of().formatHex(digest.digest()), loaded.digest());
        } catch (IOException unreadable) {
            return true;
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
