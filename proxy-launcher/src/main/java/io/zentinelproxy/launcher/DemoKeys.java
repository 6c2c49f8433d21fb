package io.zentinelproxy.launcher;

import io.zentinelproxy.inference.keys.KeyFileEditor;
import io.zentinelproxy.inference.keys.KeyFileException;
import io.zentinelproxy.inference.keys.NewKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A file with one virtual key, in a temporary folder that goes with the demo. */
final class DemoKeys implements AutoCloseable {
    /** Tokens that the key may use in a day: a handful of short answers. */
    private static final String BUDGET = "600";

    private final Path folder;
    private final Path file;
    private final String key;

    private DemoKeys(Path folder, Path file, String key) {
        this.folder = folder;
        this.file = file;
        this.key = key;
    }

    static DemoKeys make() throws IOException {
        Path folder = Files.createTempDirectory("zentinel-demo");
        Path file = folder.resolve("keys.kdl");
        NewKey you = new NewKey(
                "you", "who tries the demo", null, List.of(), null, Map.of(), Map.of("limit", BUDGET), "daily");
        try {
            return new DemoKeys(folder, file, new KeyFileEditor(file, new SecureRandom()).create(you, Instant.now()));
        } catch (KeyFileException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    Path file() {
        return file;
    }

    /** The key itself. */
    String key() {
        return key;
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path one : files.toList()) {
                Files.delete(one);
            }
        }
        Files.delete(folder);
    }
}
