package io.zentinelproxy.security.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By which a changed file is known: its length, its time and which file stands behind the name. Without the file they are empty.
 *
 * @param young whether the file had changed so lately that another change might leave the same time: then it is to be looked at again
 */
record Stamp(long length, long modified, @Nullable Object file, boolean young) {
    private static final Stamp ABSENT = new Stamp(-1, 0, null, false);

    /** The times of files go by ticks of the system, of ten milliseconds at most. */
    private static final long YOUNG_MILLIS = 50;

    static List<Stamp> of(List<Path> files) {
        List<Stamp> stamps = new ArrayList<>(files.size());
        files.forEach(file -> stamps.add(of(file)));
        return stamps;
    }

    private static Stamp of(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            long modified = attributes.lastModifiedTime().toMillis();
            boolean young = System.currentTimeMillis() - modified < YOUNG_MILLIS;
            return new Stamp(attributes.size(), modified, attributes.fileKey(), young);
        } catch (IOException e) {
            return ABSENT;
        }
    }
}
