package io.zentinelproxy.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.launcher.cli.Reading.Answer;
import io.zentinelproxy.launcher.lint.Lint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manual shows what the program prints. With {@code -Dzentinel.docs.write=true} it is written anew. */
class CommandLineManualTest {
    private static final Path FILE = Path.of(System.getProperty("zentinel.root", ".."), "docs/cli.md");
    private static final Pattern SHOWN =
            Pattern.compile("<!-- (help|lint) ?([a-z -]*?) ?-->\n.*?<!-- end -->", Pattern.DOTALL);

    @Test
    void theManualShowsWhatTheProgramPrints() throws IOException {
        String manual = Files.readString(FILE);
        String printed = SHOWN.matcher(manual).replaceAll(place -> Matcher.quoteReplacement(printed(place)));
        if (Boolean.getBoolean("zentinel.docs.write")) {
            Files.writeString(FILE, printed);
        }

        assertThat(FILE).content().isEqualTo(printed);
    }

    @Test
    void everyCommandThatIsShownHasItsPlaceInTheManual() throws IOException {
        String manual = Files.readString(FILE);
        for (Verb verb : Verb.values()) {
            assertThat(manual.contains("<!-- help " + verb.word() + " -->"))
                    .as(verb.word())
                    .isEqualTo(!verb.isHidden());
        }
    }

    @Test
    void everyCommandOfKeysHasItsPlaceInTheManual() throws IOException {
        String manual = Files.readString(FILE);

        assertThat(manual).contains("<!-- help key -->");
        for (KeyAction action : KeyAction.values()) {
            assertThat(manual).contains("<!-- help key " + action.word() + " -->");
        }
    }

    private static String printed(MatchResult place) {
        String mark = place.group().lines().findFirst().orElseThrow();
        return mark + "\n" + (place.group(1).equals("lint") ? rules() : help(place.group(2))) + "<!-- end -->";
    }

    private static String rules() {
        return Lint.rules().stream()
                .map(rule -> "| `" + rule.code() + "` | " + rule.reason() + " |\n")
                .collect(Collectors.joining("", "| code | why it is warned of |\n|---|---|\n", ""));
    }

    private static String help(String verb) {
        Arguments arguments = new Arguments(new ConfigurationFile(null, Path.of("/does/not/exist.kdl")), false);
        List<String> line = verb.isEmpty() ? List.of("help") : asked(List.of(verb.split(" ")));
        return "```\n" + ((Answer) arguments.readFully(line)).text() + "```\n";
    }

    /** A command below another explains itself. */
    private static List<String> asked(List<String> words) {
        return words.size() == 1
                ? List.of("help", words.getFirst())
                : Stream.concat(words.stream(), Stream.of("--help")).toList();
    }
}
