package io.zentinelproxy.core.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What others have written for tests. It stands beside the project, in {@code ../shared/corpora}. */
public final class Corpora {
    private Corpora() {}

    /** The file or folder of this name; the test is skipped where it is absent. */
    public static Path of(String name) {
        Path corpus = Path.of(System.getProperty("zentinel.root", ".."), "..", "shared", "corpora", name);
        assumeTrue(Files.exists(corpus), "../shared/corpora/" + name + " is not here: what it holds is skipped");
        return corpus;
    }

    /** All files of JSON in a corpus, by their names. */
    public static List<Path> jsonFiles(Path corpus) {
        try (Stream<Path> files = Files.walk(corpus)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
