package io.zentinelproxy.security.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** By which a changed file is known: its length, its time and which file stands behind the name. Without the file they are empty. */
record Stamp(long length, long modified, @Nullable Object file) {
    private static final Stamp ABSENT = new Stamp(-1, 0, null);

    static List<Stamp> of(List<Path> files) {
        List<Stamp> stamps = new ArrayList<>(files.size());
        files.forEach(file -> stamps.add(of(file)));
        return stamps;
    }

    private static Stamp of(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.size(), attributes.lastModifiedTime().toMillis(), attributes.fileKey());
        } catch (IOException e) {
            return ABSENT;
        }
    }
}
