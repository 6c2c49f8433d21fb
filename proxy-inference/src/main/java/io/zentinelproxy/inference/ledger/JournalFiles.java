package io.zentinelproxy.inference.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the files of a journal are called: process and begin of it, a random number, and their place among those of the process. */
final class JournalFiles {
    /** Behind the name of a file that is not ready. */
    static final String UNREADY = ".new";

    static final String LOCK = "books.lock";

    private static final Pattern NAME = Pattern.compile("(p[0-9]+-s[0-9]+-r[0-9a-f]{16})\\.([0-9]{6,9})\\.ledger");

    private JournalFiles() {}

    static Path path(Path folder, String name, long number) {
        return folder.resolve(String.format(Locale.ROOT, "%s.%06d.ledger", name, number));
    }

    /** The first of these files that may have a change later than this one. */
    static long first(Path folder, String name, TreeSet<Long> numbers, long after) throws IOException {
        for (long number : numbers.descendingSet()) {
            SegmentFile file = SegmentFile.read(path(folder, name, number));
            if (file.committed() > SegmentFile.HEAD && file.order(SegmentFile.HEAD) <= after + 1) {
                return number;
            }
        }
        return numbers.first();
    }

    /** Deletes a file that was not written to since then. */
    static boolean deleteOld(Path file, long millis) throws IOException {
        return Files.getLastModifiedTime(file).toMillis() < millis && Files.deleteIfExists(file);
    }

    /** Deletes what processes that were killed have not got ready, where it was not written to since then. */
    static void deleteUnready(Path folder, long millis) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "*.ledger" + UNREADY)) {
            for (Path file : files) {
                deleteOld(file, millis);
            }
        }
    }

    /** Numbers of the files that there are, by what their names begin with. */
    static Map<String, TreeSet<Long>> list(Path folder) throws IOException {
        Map<String, TreeSet<Long>> found = new TreeMap<>();
        try (var files = Files.newDirectoryStream(folder, "*.ledger")) {
            for (Path file : files) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    found.computeIfAbsent(name.group(1), first -> new TreeSet<>())
                            .add(Long.valueOf(name.group(2)));
                }
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }
}
