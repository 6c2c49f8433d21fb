package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.config.LogPlace;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A file that is appended to and made if it is missing, or one of the process's standard streams. */
final class LogFile implements LineSink {
    private final String name;
    private final @Nullable Path path;
    private FileChannel channel;

    /**
     * Opens a file or takes a standard stream.
     *
     * @param name of the log, as in "access log"
     * @throws IOException with a message that names the file and says why
     */
    LogFile(String name, LogPlace place) throws IOException {
        this.name = name;
        this.path = place instanceof LogPlace.File file ? file.path() : null;
        channel = place instanceof LogPlace.Stream stream ? channel(stream) : open(Objects.requireNonNull(path));
    }

    private static FileChannel channel(LogPlace.Stream stream) {
        FileDescriptor descriptor = switch (stream) {
            case STDOUT -> FileDescriptor.out;
            case STDERR -> FileDescriptor.err;
        };
        return new FileOutputStream(descriptor).getChannel();
    }

    private FileChannel open(Path path) throws IOException {
        try {
            return FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        } catch (FileSystemException e) {
            throw new IOException("cannot open the " + name + " " + path + ": " + why(path, e), e);
        }
    }

    private static String why(Path path, FileSystemException e) {
        Path directory = path.toAbsolutePath().getParent();
        if (e instanceof NoSuchFileException && directory != null && !Files.isDirectory(directory)) {
            return "the directory " + directory + " does not exist";
        }
        String reason = e.getReason();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    @Override
    public int write(byte[] from, int start, int length) throws IOException {
        try {
            return channel.write(ByteBuffer.wrap(from, start, length));
        } catch (IOException e) {
            throw path == null ? e : new IOException(path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void reopen() throws IOException {
        if (path == null) {
            return;
        }
        FileChannel before = channel;
        channel = open(path);
        before.close();
    }

    @Override
    public void close() throws IOException {
        if (path == null) {
            return; // The stream is the process's, and others write to it.
        }
        channel.close();
    }
}
