package io.zentinelproxy.core.observe;

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
import org.jspecify.annotations.Nullable;

/** A file that is appended to and made if it is missing, or standard output. */
final class LogFile implements LineSink {
    private final @Nullable Path path;
    private FileChannel channel;

    /**
     * Opens a file, or standard output for null.
     *
     * @throws IOException with a message that names the file and says why
     */
    LogFile(@Nullable Path path) throws IOException {
        this.path = path;
        channel = path == null ? new FileOutputStream(FileDescriptor.out).getChannel() : open(path);
    }

    private static FileChannel open(Path path) throws IOException {
        try {
            return FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        } catch (FileSystemException e) {
            throw new IOException("cannot open the access log " + path + ": " + why(path, e), e);
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
        return channel.write(ByteBuffer.wrap(from, start, length));
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
        channel.close();
    }
}
