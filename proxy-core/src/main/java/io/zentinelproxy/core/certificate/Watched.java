package io.zentinelproxy.core.certificate;

import java.nio.file.Path;
import java.util.List;

/**
 * Something loaded from files, and loaded again once they change. Where that fails what was loaded before stays, and it is tried
 * again at the next change. Guarded by
 * what it belongs to.
 */
public final class Watched<T> {
    /** Loads it. */
    public interface Loading<T> {
        T load() throws UnusableFile;
    }

    private final List<Path> files;
    private final Loading<T> loading;
    private List<FileStamp> stamps;
    private T loaded;

    public Watched(List<Path> files, Loading<T> loading) throws UnusableFile {
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
    public boolean refresh() throws UnusableFile {
        List<FileStamp> now = stamp();
        if (now.equals(stamps)) {
            return false;
        }
        stamps = now;
        loaded = loading.load();
        return true;
    }

    public T get() {
        return loaded;
    }
}
