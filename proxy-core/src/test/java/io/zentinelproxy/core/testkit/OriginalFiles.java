package io.zentinelproxy.core.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The configuration files that the original ships, beside the project. A test that wants them is skipped where they are absent. */
public final class OriginalFiles {
    private static final Path FOLDER = Path.of(
                    System.getProperty("zentinel.root", ".."), "../shared/corpora/zentinel-configs")
            .normalize();

    private OriginalFiles() {}

    /** All of them, by name. */
    public static List<Path> all() {
        assumePresent();
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The text of one. */
    public static String text(String name) {
        assumePresent();
        try {
            return Files.readString(FOLDER.resolve(name));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void assumePresent() {
        assumeTrue(Files.isDirectory(FOLDER), "skipped: the original's configurations are absent (" + FOLDER + ")");
    }
}
