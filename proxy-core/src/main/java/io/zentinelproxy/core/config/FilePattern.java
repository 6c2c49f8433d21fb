package io.zentinelproxy.core.config;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Names of files in which {@code *} stands for any characters of one name, {@code ?} for one, and a whole name {@code **} for any
 * number of folders, none included. As in a shell, a name that begins with a dot is found only by a pattern that does: editors
 * leave their copies under such names. {@code **} does not follow symbolic links, so that it ends.
 */
final class FilePattern {
    /** Names looked at for one pattern: {@code **} at the root of a disk is a mistake. */
    static final int MAX_LOOKED_AT = 100_000;

    private static final String ANY_FOLDERS = "**";

    /** As it was written, without needless slashes. */
    private final String text;

    private final List<String> names;

    /** Names looked at in the search that is running. Confined to its thread. */
    private int lookedAt;

    /** Folders whose names were looked at in the search that ran last. */
    private final Set<Path> folders = new LinkedHashSet<>();

    /** @param text a path, {@code *} and {@code ?} apart */
    FilePattern(String text) {
        this.text = text;
        this.names = List.of((text.endsWith("/" + ANY_FOLDERS) ? text + "/*" : text).split("/"));
    }

    String text() {
        return text;
    }

    /** Whether it can be the name of one file only. */
    boolean isPlain() {
        return text.indexOf('*') < 0 && text.indexOf('?') < 0;
    }

    /**
     * The files that fit, folders left out, sorted by name.
     *
     * @param folder where a pattern begins that is not absolute
     * @throws IOException where a folder cannot be read, or more than {@link #MAX_LOOKED_AT} names had to be looked at
     */
    List<Path> find(Path folder) throws IOException {
        TreeSet<Path> found = new TreeSet<>();
        lookedAt = 0;
        folders.clear();
        walk(text.startsWith("/") ? Path.of("/") : folder, text.startsWith("/") ? 1 : 0, found);
        return List.copyOf(found);
    }

    /** In which {@link #find} has looked: another file that fits would come about there. */
    Set<Path> folders() {
        return folders;
    }

    private void walk(Path at, int index, TreeSet<Path> found) throws IOException {
        if (index == names.size()) {
            if (Files.isRegularFile(at)) {
                found.add(at);
            }
            return;
        }
        String name = names.get(index);
        if (name.equals(ANY_FOLDERS)) {
            walk(at, index + 1, found);
            for (Path child : children(at, "*")) {
                if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                    walk(child, index, found);
                }
            }
        } else if (name.indexOf('*') < 0 && name.indexOf('?') < 0) {
            walk(at.resolve(name), index + 1, found);
        } else {
            for (Path child : children(at, name)) {
                walk(child, index + 1, found);
            }
        }
    }

    private List<Path> children(Path folder, String pattern) throws IOException {
        List<Path> fitting = new ArrayList<>();
        folders.add(folder);
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                if (++lookedAt > MAX_LOOKED_AT) {
                    throw new IOException("more than " + MAX_LOOKED_AT + " names had to be looked at");
                }
                String name = child.getFileName().toString();
                boolean hidden = name.startsWith(".") && !pattern.startsWith(".");
                if (!hidden && fits(name, pattern)) {
                    fitting.add(child);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // Then nothing in it fits.
            return List.of();
        }
        return fitting;
    }

    /** Goes back to the last {@code *} only, so that the time is at most the product of the lengths. */
    static boolean fits(String name, String pattern) {
        int at = 0;
        int in = 0;
        int star = -1;
        int retry = 0;
        while (at < name.length()) {
            if (in < pattern.length() && pattern.charAt(in) == '*') {
                star = in++;
                retry = at;
            } else if (in < pattern.length() && (pattern.charAt(in) == '?' || pattern.charAt(in) == name.charAt(at))) {
                in++;
                at++;
            } else if (star >= 0) {
                in = star + 1;
                at = ++retry;
            } else {
                return false;
            }
        }
        while (in < pattern.length() && pattern.charAt(in) == '*') {
            in++;
        }
        return in == pattern.length();
    }
}
