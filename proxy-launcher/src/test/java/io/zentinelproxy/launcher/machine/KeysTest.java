package io.zentinelproxy.launcher.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.DeclaredKey;
import io.zentinelproxy.core.config.KeyCatalogue;
import io.zentinelproxy.launcher.Modules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/keys.md} names for every key a test that proves it. */
class KeysTest {
    private static final Pattern LINE = Pattern.compile("\\| `(.+)` \\| `(\\w+)\\.(\\w+)\\.(\\w+)` \\|");

    private record Proof(String key, String folder, String type, String method) {

        /** The text is searched, as the tests of another module are not on this one's path. */
        boolean isFoundIn(List<Path> sources) {
            return sources.stream()
                    .filter(file -> file.endsWith(Path.of(folder, type + ".java")))
                    .anyMatch(this::isFoundIn);
        }

        private boolean isFoundIn(Path source) {
            try {
                return Files.readString(source).contains("\n    void " + method + "(");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void everyDeclaredKeyHasItsLine() throws IOException {
        assertThat(proofs().stream().map(Proof::key))
                .containsExactlyInAnyOrderElementsOf(KeyCatalogue.keys(Modules.BLOCKS).stream()
                        .map(DeclaredKey::path)
                        .toList());
    }

    @Test
    void everyLineNamesATestThatExists() throws IOException {
        List<Path> sources = testSources();
        assertThat(proofs()).allMatch(proof -> proof.isFoundIn(sources));
    }

    private static List<Proof> proofs() throws IOException {
        return Files.readAllLines(Finished.ROOT.resolve("docs/keys.md")).stream()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(line -> new Proof(line.group(1), line.group(2), line.group(3), line.group(4)))
                .toList();
    }

    private static List<Path> testSources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("proxy-core", "proxy-security", "proxy-inference", "proxy-launcher")) {
            try (Stream<Path> files = Files.walk(Finished.ROOT.resolve(module).resolve("src/test/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }
}
