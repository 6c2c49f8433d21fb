package io.zentinelproxy.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.launcher.cli.Reading.Answer;
import io.zentinelproxy.launcher.cli.Reading.Invocation;
import io.zentinelproxy.launcher.cli.Reading.Misuse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
    private static final Path NOT_INSTALLED = Path.of("/does/not/exist.kdl");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run -c a.kdl",
                "run --config a.kdl",
                "run --config=a.kdl",
                "-c a.kdl",
                "-c a.kdl run",
                "--config=a.kdl",
                "-c ignored.kdl run -c a.kdl"
            })
    void theFileIsNamedBeforeOrBehindTheVerbAndRunIsTheVerbWhereThereIsNone(String line) {
        assertThat(read(line)).isEqualTo(invocation(Verb.RUN, "a.kdl"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t -c a.kdl", "run -t -c a.kdl", "--test run -c a.kdl", "test -c a.kdl", "-tc a.kdl"})
    void theFlagTestIsTheCommandTest(String line) {
        assertThat(read(line)).isEqualTo(invocation(Verb.TEST, "a.kdl"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--verbose -c a.kdl", "run -c a.kdl --verbose", "--verbose run -c a.kdl"})
    void verboseCountsBeforeAndBehindTheVerb(String line) {
        assertThat(read(line)).isEqualTo(invocation(Verb.RUN, "a.kdl", Flag.VERBOSE));
    }

    @Test
    void theEnvironmentNamesTheFileWhereTheCommandLineDoesNot() {
        Arguments arguments = arguments("env.kdl", NOT_INSTALLED);

        assertThat(arguments.readFully(List.of("run"))).isEqualTo(invocation(Verb.RUN, "env.kdl"));
        assertThat(arguments.readFully(List.of())).isEqualTo(invocation(Verb.RUN, "env.kdl"));
        assertThat(arguments.readFully(List.of("run", "-c", "a.kdl"))).isEqualTo(invocation(Verb.RUN, "a.kdl"));
    }

    @Test
    void theInstalledFileIsTakenWhereNothingNamesAnother() throws Exception {
        Path installed = Files.createFile(folder.resolve("zentinel.kdl"));

        assertThat(arguments(null, installed).readFully(List.of("test")))
                .isEqualTo(invocation(Verb.TEST, installed.toString()));
    }

    @Test
    void withoutAnyFileItIsSaidWhereOneIsLookedFor() {
        assertThat(misuse("run"))
                .startsWith(
                        "zentinel: run needs a configuration: --config FILE, or ZENTINEL_CONFIG in the environment, or "
                                + NOT_INSTALLED);
        assertThat(misuse("run --config=")).startsWith("zentinel: run needs a configuration");
        assertThat(misuse("")).startsWith("zentinel: no command was given\nusage: zentinel COMMAND [OPTIONS]");
    }

    @Test
    void theNearestCommandOrOptionIsSuggested() {
        assertThat(misuse("tset")).startsWith("zentinel: there is no command \"tset\"; did you mean test?\n");
        assertThat(misuse("help dmo")).startsWith("zentinel: there is no command \"dmo\"; did you mean demo?\n");
        assertThat(misuse("run --confg a"))
                .startsWith("zentinel: there is no option \"--confg\"; did you mean --config?\n");
        assertThat(misuse("xyz")).startsWith("zentinel: there is no command \"xyz\"\n");
    }

    @Test
    void daemonIsRefusedWithWhatToDoInstead() {
        for (String line : List.of("-d -c a.kdl", "run --daemon -c a.kdl", "run -d")) {
            assertThat(misuse(line)).contains("--daemon is not supported").contains("systemd");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--verbose keys",
                "-t demo",
                "-c a.kdl version",
                "demo -c a.kdl",
                "keys a b",
                "run a.kdl",
                "run -c",
                "run -c --verbose",
                "run -c a -c b",
                "run --verbose=no -c a",
                "run @file",
                "version please"
            })
    void whatWouldChangeNothingOrIsNotUnderstoodIsWrongUsage(String line) {
        assertThat(read(line)).isInstanceOf(Misuse.class);
        assertThat(misuse(line))
                .startsWith("zentinel: ")
                .contains("\nusage: zentinel ")
                .endsWith(" --help\n");
    }

    @Test
    void controlCharactersThatWereTypedAreNotRepeated() {
        assertThat(misuse("\u001b[31mred")).startsWith("zentinel: there is no command \"?[31mred\"");
    }

    @Test
    void aNameThatNoFileCanHaveIsWrongUsage() {
        assertThat(read("run -c a\0b")).isInstanceOf(Misuse.class);
    }

    @Test
    void helpIsTheSameHoweverItIsAskedFor() {
        assertThat(read("--help"))
                .isInstanceOf(Answer.class)
                .isEqualTo(read("help"))
                .isEqualTo(read("-h"));
        for (Verb verb : Verb.values()) {
            assertThat(read("help " + verb.word()))
                    .isInstanceOf(Answer.class)
                    .isEqualTo(read(verb.word() + " --help"))
                    .isEqualTo(read("-h " + verb.word()));
        }
    }

    @Test
    void helpHasColoursOnlyWhereTheyAreTaken() {
        Reading coloured = new Arguments(new ConfigurationFile(null, NOT_INSTALLED), true).readFully(List.of("help"));

        assertThat(((Answer) coloured).text()).contains("\u001b[");
        assertThat(((Answer) read("help")).text()).doesNotContain("\u001b");
    }

    @Test
    void versionAndKeysTakeNoFile() {
        assertThat(read("--version")).isEqualTo(new Invocation(Verb.VERSION, null, Set.of(), null));
        assertThat(read("-V")).isEqualTo(read("version"));
        assertThat(read("keys")).isEqualTo(new Invocation(Verb.KEYS, null, Set.of(), null));
        assertThat(read("keys routes")).isEqualTo(new Invocation(Verb.KEYS, null, Set.of(), "routes"));
    }

    private static Invocation invocation(Verb verb, String file, Flag... flags) {
        return new Invocation(verb, Path.of(file), Set.of(flags), null);
    }

    private static String misuse(String line) {
        return ((Misuse) read(line)).text();
    }

    private static Reading read(String line) {
        return arguments(null, NOT_INSTALLED).readFully(line.isEmpty() ? List.of() : List.of(line.split(" ")));
    }

    private static Arguments arguments(@Nullable String inEnvironment, Path installed) {
        return new Arguments(new ConfigurationFile(inEnvironment, installed), false);
    }
}
