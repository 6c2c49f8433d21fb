package io.zentinelproxy.inference.keys;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A file that nobody else who asks for this lock changes meanwhile, in this process or another. The lock is on a file beside it, named
 * {@code .lock}, which stays: one that is deleted could be locked by two. Whoever reads sees the file before a change, or after it.
 */
final class LockedFile implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);
    private static final Duration BETWEEN = Duration.ofMillis(10);

    private final Path file;
    private final FileChannel channel;

    private LockedFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** @throws IOException where it cannot be locked within 30 seconds */
    static LockedFile of(Path named) throws IOException {
        Path file = Files.exists(named) ? named.toRealPath() : named.toAbsolutePath();
        FileChannel channel = FileChannel.open(
                file.resolveSibling(file.getFileName() + ".lock"),
                Set.of(CREATE, WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            lock(file, channel);
            return new LockedFile(file, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void lock(Path file, FileChannel channel) throws IOException {
        long end = System.nanoTime() + MAX_WAIT.toNanos();
        while (!tryLock(channel)) {
            if (System.nanoTime() - end >= 0) {
                throw new IOException(file + ": somebody else has been changing it for " + MAX_WAIT.toSeconds() + " s");
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException inThisProcess) {
            return false;
        }
    }

    /** What stands in it, or nothing where there is no such file. */
    String read() throws KeyFileException {
        return Files.exists(file) ? KeyFile.textOf(file) : "";
    }

    /**
     * Puts a text in its place, whole and on the disk. The file keeps owner, group and rights; a new one is its owner's alone.
     *
     * @param before what was read
     * @throws KeyFileException where something else stands there by now: an editor knows nothing of the lock
     */
    void write(String before, String text) throws IOException, KeyFileException {
        Path folder = file.toAbsolutePath().getParent();
        Path next = Files.createTempFile(
                folder, "." + file.getFileName(), ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            fill(next, text);
            if (Files.exists(file)) {
                keepRights(next);
            }
            if (!read().equals(before)) {
                throw new KeyFileException(file + ": somebody has changed it meanwhile; nothing was written");
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
        try (FileChannel names = FileChannel.open(folder, READ)) {
            names.force(true);
        }
    }

    private static void fill(Path next, String text) throws IOException {
        try (FileChannel out = FileChannel.open(next, WRITE)) {
            ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (octets.hasRemaining()) {
                out.write(octets);
            }
            out.force(true);
        }
    }

    /** Fails where the owner cannot be kept: a proxy that cannot read its keys any more is worse than a key that was not made. */
    private void keepRights(Path next) throws IOException {
        PosixFileAttributes old = Files.readAttributes(file, PosixFileAttributes.class);
        PosixFileAttributes ours = Files.readAttributes(next, PosixFileAttributes.class);
        PosixFileAttributeView view =
                Files.getFileAttributeView(next, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (!old.owner().equals(ours.owner())) {
            view.setOwner(old.owner());
        }
        if (!old.group().equals(ours.group())) {
            view.setGroup(old.group());
        }
        view.setPermissions(old.permissions());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
