package io.zentinelproxy.launcher.original;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.config.kdl.Problem;
import io.zentinelproxy.core.testkit.OriginalFiles;
import io.zentinelproxy.launcher.Modules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The configuration files of the original. Nothing in them is unknown to us: each loads, or is refused for what this version
 * does not act on yet, each time with the capability that will, or for what is wrong in the file itself, which is listed here.
 * With {@code -Dzentinel.docs.write=true} the table of the manual is written anew.
 */
class OriginalConfigurationsTest {
    private static final Path MANUAL =
            Path.of(System.getProperty("zentinel.root", ".."), "docs/original-configurations.md");

    private static final Map<String, List<String>> WRONG = Map.of(
            "acme-cloudflare.kdl",
            List.of(
                    "7:5 a listener of `http` encrypts nothing",
                    "43:5 `upstream` has no `target`",
                    "44:9 unknown key `server` in `upstream`",
                    "49:5 `route` has no `upstream`",
                    "50:9 unknown key `match` in `route`",
                    "51:9 unknown key `back-to` in `route`"),
            "acme-san.kdl",
            List.of(
                    "8:5 a listener of `http` encrypts nothing",
                    "25:5 `upstream` has no `target`",
                    "26:9 unknown key `server` in `upstream`",
                    "28:5 `upstream` has no `target`",
                    "29:9 unknown key `server` in `upstream`",
                    "34:5 `route` has no `upstream`",
                    "35:9 unknown key `match` in `route`",
                    "36:9 unknown key `back-to` in `route`",
                    "38:5 `route` has no `upstream`",
                    "39:9 unknown key `match` in `route`",
                    "40:9 unknown key `back-to` in `route`",
                    "42:5 `route` has no `upstream`",
                    "43:9 unknown key `match` in `route`",
                    "44:9 unknown key `back-to` in `route`"));

    @TestFactory
    Stream<DynamicTest> nothingOfTheOriginalIsUnknown() {
        return OriginalFiles.all().stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
    }

    @Test
    void theManualSaysWhatComesOfEach() throws IOException {
        Map<String, List<Problem>> problems = new HashMap<>();
        OriginalFiles.all().forEach(file -> problems.put(file.getFileName().toString(), problemsOf(file)));
        String table = OriginalConfigurationsTable.of(problems);
        if (Boolean.getBoolean("zentinel.docs.write")) {
            Files.writeString(MANUAL, table);
        }
        assertThat(MANUAL).content().isEqualTo(table);
    }

    private static void check(Path file) {
        List<String> wrong = problemsOf(file).stream()
                .filter(problem -> LaterCapabilities.of(problem.message()) == null)
                .map(problem ->
                        problem.position().line() + ":" + problem.position().column() + " " + problem.message())
                .toList();
        assertThat(wrong).isEqualTo(WRONG.getOrDefault(file.getFileName().toString(), List.of()));
    }

    private static List<Problem> problemsOf(Path file) {
        try {
            ConfigurationLoader.load(file, Modules.BLOCKS);
            return List.of();
        } catch (ConfigurationException refused) {
            return refused.problems();
        }
    }
}
