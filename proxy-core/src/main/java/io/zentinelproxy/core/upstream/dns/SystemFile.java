package io.zentinelproxy.core.upstream.dns;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a file of the machine says, read again when the file is another one than before. One that cannot be read says nothing. Any
 * thread.
 */
final class SystemFile<T> {
    /** A file that is longer is read so far. */
    private static final int MAX_OCTETS = 4 << 20;

    private final Path path;
    private final Function<String, T> reading;
    private final T nothing;

    /** Guarded by this, as is the next. */
    private @Nullable Map<String, Object> stamp;

    private T read;

    SystemFile(Path path, Function<String, T> reading, T nothing) {
        this.path = path;
        this.reading = reading;
        this.nothing = nothing;
        read = nothing;
    }

    synchronized T get() {
        Map<String, Object> now = stamp();
        if (!now.equals(stamp)) {
            read = read();
            stamp = now;
        }
        return read;
    }

    /** Of the file behind links; all that cannot be looked at are alike. */
    private Map<String, Object> stamp() {
        try {
            return Files.readAttributes(path, "unix:ctime,ino,size");
        } catch (IOException missing) {
            return Map.of();
        }
    }

    private T read() {
        try (InputStream in = Files.newInputStream(path)) {
            return reading.apply(new String(in.readNBytes(MAX_OCTETS), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            return nothing;
        }
    }
}
