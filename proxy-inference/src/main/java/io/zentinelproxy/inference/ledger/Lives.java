package io.zentinelproxy.inference.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;

/**
 * Which processes live: each holds a lock of the operating system on a file of its own, which ends with the process however that ends, and
 * in whatever container it is.
 *
 * <p>Such locks belong to the process: closing the file a second time within it would end its lock. So a file that was made by this process
 * is never looked into; its name says so.
 */
final class Lives {
    private static final String ENDING = ".alive";

    private final Path folder;
    private final String process;
    private final long me;
    private final FileChannel mine;

    Lives(Path folder, long me) throws IOException {
        this.folder = folder;
        this.me = me;
        process = "p" + ProcessHandle.current().pid() + "-s" + started();
        mine = FileChannel.open(file(process, me), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileLock lock = mine.tryLock();
        if (lock == null) {
            mine.close();
            throw new IOException("the file system of " + folder + " locks no files");
        }
    }

    private static long started() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(java.time.Instant::toEpochMilli)
                .orElse(0L);
    }

    /** Of the files of this process. */
    String name() {
        return process + "-r" + HexFormat.of().toHexDigits(me);
    }

    private Path file(String of, long owner) {
        return folder.resolve(of + "-r" + HexFormat.of().toHexDigits(owner) + ENDING);
    }

    /** True where it is so for certain. */
    boolean isDead(long owner) {
        if (owner == me) {
            return false;
        }
        Path found = null;
        try (var files = Files.newDirectoryStream(folder, "*-r" + HexFormat.of().toHexDigits(owner) + ENDING)) {
            for (Path file : files) {
                found = file;
            }
        } catch (IOException e) {
            return false;
        }
        // It has closed, or another one has found it dead.
        return found == null || (!found.getFileName().toString().startsWith(process + "-r") && isFree(found));
    }

    private static boolean isFree(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                return false;
            }
            Files.deleteIfExists(file);
            return true;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    void close() {
        try {
            Files.deleteIfExists(file(process, me));
            mine.close();
        } catch (IOException e) {
            // Whoever looks finds it free.
        }
    }
}
