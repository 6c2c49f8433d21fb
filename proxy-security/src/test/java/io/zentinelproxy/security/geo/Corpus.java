package io.zentinelproxy.security.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** MaxMind's databases for tests, which are not in the tree. */
public final class Corpus {
    private static final Path FOLDER =
            Path.of(System.getProperty("zentinel.root", "..")).resolve("../shared/corpora/mmdb");

    private Corpus() {}

    /** Skips the test, saying so, where they are absent. */
    public static Path file(String name) {
        assumeTrue(Files.isDirectory(FOLDER), "without ../shared/corpora/mmdb");
        Path file = FOLDER.resolve(name);
        assertThat(file).exists();
        return file;
    }
}
