package io.zentinelproxy.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The number of the process in a file, for as long as it serves. One left by a process that was killed is overwritten. */
final class PidFile implements AutoCloseable {
    private final Path file;
    private final String content;

    private PidFile(Path file, String content) {
        this.file = file;
        this.content = content;
    }

    /** @throws IOException when it cannot be written; the message names it */
    static PidFile write(Path file) throws IOException {
        String content = ProcessHandle.current().pid() + "\n";
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new IOException("the pid-file " + file + " cannot be written: " + e, e);
        }
        return new PidFile(file, content);
    }

    /** Removes it, unless another process has written its own number there since. */
    @Override
    public void close() {
        try {
            if (Files.readString(file).equals(content)) {
                Files.delete(file);
            }
        } catch (IOException e) {
            // Somebody else has removed it; or left, it is overwritten at the next start.
        }
    }
}
