package io.zentinelproxy.security.file;

import java.nio.file.Path;
import java.util.List;

/** Files and what they come to when all are read. Immutable. */
public interface Source<T> {
    /** Whose change means a new reading. */
    List<Path> files();

    /**
     * Reads all of it anew, and all or nothing.
     *
     * @throws BadFileException where a file cannot be read, or is not what it should be
     */
    T read() throws BadFileException;
}
