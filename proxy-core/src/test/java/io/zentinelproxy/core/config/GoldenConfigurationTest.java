package io.zentinelproxy.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.kdl.KdlDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each file of {@code golden/config} is loaded; beside it stands what must come of it: {@code .errors} for the problems of one
 * that is refused, {@code .dump} for the settings of one that is accepted. With {@code -Dzentinel.golden.write=true} the files
 * beside are written anew, to be read before they are committed.
 */
class GoldenConfigurationTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/config");
    private static final boolean WRITE = Boolean.getBoolean("zentinel.golden.write");

    @TestFactory
    Stream<DynamicTest> everyConfigurationComesToWhatStandsBesideIt() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(GoldenConfigurationTest::isConfiguration).sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
        }
    }

    private static boolean isConfiguration(Path file) {
        return file.toString().endsWith(".kdl") || file.toString().endsWith(".json");
    }

    private static void check(Path file) throws IOException {
        String name = file.getFileName().toString();
        String text = Files.readString(file);
        try {
            KdlDocument document = ConfigurationFormat.of(file).parse(name, text, Extensions.NONE);
            String dump = RecordDump.of(ConfigurationReader.read(document, Extensions.NONE, new ArrayList<>()));
            compare(file, ".dump", dump, ".errors");
        } catch (ConfigurationException refused) {
            compare(file, ".errors", refused.getMessage() + "\n", ".dump");
        }
    }

    private static void compare(Path file, String extension, String actual, String otherExtension) throws IOException {
        Path beside = Path.of(file.toString().replaceAll("[.](kdl|json)$", extension));
        Path notBeside = Path.of(file.toString().replaceAll("[.](kdl|json)$", otherExtension));
        if (WRITE) {
            Files.deleteIfExists(notBeside);
            Files.writeString(beside, actual);
        }
        assertThat(notBeside).doesNotExist();
        assertThat(beside).exists();
        assertThat(actual).isEqualTo(Files.readString(beside));
    }
}
