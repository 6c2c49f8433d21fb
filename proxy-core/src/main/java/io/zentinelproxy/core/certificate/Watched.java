package io.zentinelproxy.core.certificate;

import java.nio.file.Path;
import java.util.List;

/**
 * Something loaded from files, and loaded again once they change. Where that fails what was loaded before stays, and it is tried
 * again at the next change. Guarded by the {@link TlsContexts} that it belongs to.
 */
final class Watched<T> {
    /** Loads it. */
    interface Loading<T> {
        T load() throws UnusableFile;
    }

    private final List<Path> files;
    private final Loading<T> loading;
    private List<FileStamp> stamps;
    private T loaded;

    Watched(List<Path> files, Loading<T> loading) throws UnusableFile {
        this.files = files;
        this.loading = loading;
        // Before the files are read: a change while they are shows at the next look.
        stamps = stamp();
        loaded = loading.load();
    }

    private List<FileStamp> stamp() {
        return files.stream().map(FileStamp::of).toList();
    }

    /** Looks at the files. @return whether something new was loaded */
    boolean refresh() throws UnusableFile {
        List<FileStamp> now = stamp();
        if (now.equals(stamps)) {
            return false;
        }
        stamps = now;
        loaded = loading.load();
        return true;
    }

    T get() {
        return loaded;
    }
}
