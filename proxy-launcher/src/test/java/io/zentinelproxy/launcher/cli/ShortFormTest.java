package io.zentinelproxy.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The second, smaller reader agrees with the first. */
class ShortFormTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run -c a.kdl",
                "run --config a.kdl",
                "run --verbose -c a.kdl",
                "run -c a.kdl --verbose",
                "-c a.kdl",
                "--config a.kdl --verbose",
                "--verbose -c a.kdl",
                "run --upgrade -c a.kdl",
                "--verbose -c a.kdl --upgrade",
                "test -c a.kdl",
                "validate --config a.kdl",
                "lint -c a.kdl --verbose",
                "version",
                "--version",
                "-V",
                "run -c run",
                "run -c \"a\"",
                "run -c @a",
                "run -c =a"
            })
    void thePlainFormIsReadAsPicocliReadsIt(String line) {
        assertThat(ShortForm.of(words(line))).isNotNull().isEqualTo(byPicocli(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "run -c",
                "run -c -c",
                "run -c a -c b",
                "run -c a --verbose --verbose",
                "run -c a b",
                "run -c a --help",
                "run -c a -t",
                "run -c a -u",
                "test -c a --upgrade",
                "run -c a -d",
                "run --config=a",
                "-t -c a",
                "-c a run",
                "-c a -V",
                "version --verbose",
                "keys -c a",
                "demo",
                "help",
                "runs -c a"
            })
    void everythingElseIsLeftToPicocli(String line) {
        assertThat(ShortForm.of(words(line))).isNull();
    }

    private static Reading byPicocli(String line) {
        return new Arguments(new ConfigurationFile(null, Path.of("/does/not/exist.kdl")), false).readFully(words(line));
    }

    private static List<String> words(String line) {
        return List.of(line.split(" "));
    }
}
