package io.zentinelproxy.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zentinelproxy.core.config.kdl.KdlDocument;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncludesTest {
    private static final String LISTENERS = "listeners { listener \"main\" { address \"127.0.0.1:0\"; }; }\n";

    @TempDir
    Path folder;

    @Test
    void blocksOfIncludedFilesAreOneConfigurationInTheOrderOfTheirNames() throws Exception {
        write("sites/b.kdl", route("b"));
        write("sites/a.kdl", route("a"));
        write("sites/deep/c.kdl", route("c"));
        write("upstreams.kdl", upstream("u"));
        Path main = write("main.kdl", LISTENERS + "include \"upstreams.kdl\" \"sites/*.kdl\"\n" + route("last"));

        LoadedConfiguration loaded = ConfigurationLoader.loadWithFiles(main);

        assertThat(loaded.configuration().routes().stream().map(RouteSettings::id))
                .containsExactly("a", "b", "last");
        assertThat(loaded.files())
                .containsExactly(
                        main,
                        folder.resolve("upstreams.kdl"),
                        folder.resolve("sites/a.kdl"),
                        folder.resolve("sites/b.kdl"));
    }

    @Test
    void anIncludedFileIncludesRelativeToItself() throws Exception {
        write("tenants/one/all.kdl", "include \"routes.kdl\"");
        write("tenants/one/routes.kdl", route("a") + upstream("u"));
        Path main = write("main.kdl", LISTENERS + "include \"tenants/*/all.kdl\"");
        assertThat(ConfigurationLoader.load(main).routes()).hasSize(1);
    }

    @Test
    void twoStarsStandForAnyFolders() throws Exception {
        write("sites/a.kdl", route("a"));
        write("sites/x/y/b.kdl", route("b"));
        write("sites/x/y/c.txt", "not KDL {");
        write("sites/.a.kdl.swp", "not KDL {");
        Path main = write("main.kdl", LISTENERS + upstream("u") + "include \"sites/**/?.kdl\"");
        assertThat(ConfigurationLoader.load(main).routes().stream().map(RouteSettings::id))
                .containsExactly("a", "b");
    }

    @Test
    void idThatTwoFilesGiveIsRefusedWithBothPlaces() throws Exception {
        write("a.kdl", route("r"));
        write("b.kdl", "\n" + route("r"));
        Path main = write("main.kdl", LISTENERS + upstream("u") + "include \"a.kdl\" \"b.kdl\"");
        assertThat(refused(main))
                .startsWith(folder.resolve("b.kdl") + ":2:16: there are two routes `r`; the other stands in line 1 of "
                        + folder.resolve("a.kdl") + "\n");
    }

    @Test
    void singleBlockInTwoFilesIsRefusedWithBothPlaces() throws Exception {
        write("a.kdl", "limits { max-header-count 7; }");
        Path main = write("main.kdl", LISTENERS + "limits { max-header-count 8; }\ninclude \"a.kdl\"");
        assertThat(refused(main))
                .startsWith(folder.resolve("a.kdl") + ":1:1: `limits` is given again; it stands in line 2 of " + main);
    }

    @Test
    void circleIsRefusedWithItsSteps() throws Exception {
        Path a = write("a.kdl", "\ninclude \"b.kdl\"");
        Path b = write("b.kdl", "include \"a.kdl\"");
        Path main = write("main.kdl", LISTENERS + "include \"a.kdl\"");
        assertThat(refused(main))
                .startsWith(b + ":1:9: files include each other in a circle: " + main + " (line 2) -> " + a
                        + " (line 2) -> " + b + " (line 1) -> " + a + "\n");
    }

    @Test
    void fileThatFitsItsOwnPatternIsACircle() throws Exception {
        Path main = write("main.kdl", LISTENERS + "include \"*.kdl\"");
        assertThat(refused(main)).contains("in a circle");
    }

    @Test
    void fileThatIsIncludedTwiceIsTakenOnce() throws Exception {
        write("shared.kdl", upstream("u"));
        write("a.kdl", "include \"shared.kdl\"\n" + route("a"));
        write("b.kdl", "include \"shared.kdl\"\n" + route("b"));
        Files.createSymbolicLink(folder.resolve("link.kdl"), folder.resolve("shared.kdl"));
        Path main = write("main.kdl", LISTENERS + "include \"a.kdl\" \"b.kdl\" \"link.kdl\"");
        LoadedConfiguration loaded = ConfigurationLoader.loadWithFiles(main);
        assertThat(loaded.configuration().upstreams()).hasSize(1);
        assertThat(loaded.files()).hasSize(4);
    }

    @Test
    void patternThatNothingFitsIsAWarningAndAMissingFileAnError() throws Exception {
        Path main = write("main.kdl", LISTENERS + "include \"none/*.kdl\"");
        assertThat(ConfigurationLoader.loadWithFiles(main).warnings())
                .singleElement()
                .satisfies(
                        warning -> assertThat(warning.render()).startsWith(main + ":2:9: no file fits `none/*.kdl`\n"));

        Path wrong = write("wrong.kdl", LISTENERS + "include \"none.kdl\"");
        assertThat(refused(wrong)).startsWith(wrong + ":2:9: there is no file `none.kdl`\n");
    }

    @Test
    void mistakesOfAllFilesAreToldEachInItsFile() throws Exception {
        Path a = write("a.kdl", "routes {");
        Path b = write("b.kdl", "include 7\nlisteners \"");
        Path main = write("main.kdl", "include \"a.kdl\" \"b.kdl\"");
        assertThat(refused(main)).contains(a + ":1:8: ", b + ":2:11: ");
        Path c = write("c.kdl", "include 7 x=1 { y; }");
        assertThat(refused(write("more.kdl", "include \"c.kdl\"")))
                .contains(c + ":1:9: this must be a string", c + ":1:11: ", c + ":1:17: ");
    }

    @Test
    void depthNumberAndSizeAreBounded() throws Exception {
        for (int i = 0; i <= Includes.MAX_DEPTH; i++) {
            write("deep" + i + ".kdl", "include \"deep" + (i + 1) + ".kdl\"");
        }
        assertThat(refused(folder.resolve("deep0.kdl"))).contains("more than " + Includes.MAX_DEPTH + " deep");

        for (int i = 0; i < Includes.MAX_FILES; i++) {
            write("many/" + i + ".kdl", "");
        }
        assertThat(refused(write("many.kdl", "include \"many/*\"")))
                .contains("more than " + Includes.MAX_FILES + " files");

        try (RandomAccessFile huge =
                new RandomAccessFile(folder.resolve("huge.kdl").toFile(), "rw")) {
            huge.setLength(Includes.MAX_OCTETS - 5);
        }
        assertThat(refused(write("size.kdl", "include \"huge.kdl\"")))
                .contains("larger than " + Includes.MAX_OCTETS + " octets");
    }

    @Test
    void nodesAndValuesOfAllFilesAreBounded() throws Exception {
        for (int i = 0; i < 3; i++) {
            write("large/" + i + ".kdl", "n v\n".repeat(KdlDocument.MAX_PARTS / 5));
        }
        assertThat(refused(write("parts.kdl", "include \"large/*\"")))
                .contains("large/2.kdl:1:1: all files together have more than 1000000 nodes and values");
    }

    @Test
    void whoIsRefusedKnowsWhereThatCouldBePutRight() throws Exception {
        Path broken = write("broken.kdl", "routes {");
        Path main = write("sought.kdl", "include \"broken.kdl\" \"missing.kdl\" \"sites/*.kdl\"");
        assertThatThrownBy(() -> ConfigurationLoader.loadWithFiles(main))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        refused -> assertThat(refused.sought())
                                .containsExactlyInAnyOrder(
                                        main, broken, folder.resolve("missing.kdl"), folder.resolve("sites")));
    }

    @Test
    void includeStandsAtTheTopOnly() throws Exception {
        write("a.kdl", "route \"a\" { upstream \"u\"; }");
        Path main = write("main.kdl", LISTENERS + "routes { include \"a.kdl\"; }");
        assertThat(refused(main)).startsWith(main + ":2:10: unknown key `include` in `routes`");
    }

    @Test
    void otherLanguagesAreRefusedByTheirName() throws Exception {
        Path toml = write("a.toml", "[server]");
        assertThat(refused(toml))
                .isEqualTo(toml + ":1:1: this version reads KDL and JSON, not TOML or YAML\n"
                        + "  expected a file whose name ends in .kdl or .json");
    }

    @Test
    void starsAndQuestionMarksStandForCharacters() {
        assertThat(List.of("a.kdl", "ab.kdl", ".kdl")).allMatch(name -> FilePattern.fits(name, "*.kdl"));
        assertThat(FilePattern.fits("a.kdl~", "*.kdl")).isFalse();
        assertThat(FilePattern.fits("ab", "?")).isFalse();
        assertThat(FilePattern.fits("xaYbaZb", "x*a?b")).isTrue();
        // Backtracking into every star would take longer than the universe has.
        assertThat(FilePattern.fits("a".repeat(200), "*a".repeat(60) + "b")).isFalse();
    }

    private static String route(String id) {
        return "routes { route \"" + id + "\" { upstream \"u\"; }; }\n";
    }

    private static String upstream(String id) {
        return "upstreams { upstream \"" + id + "\" { target \"127.0.0.1:1\"; }; }\n";
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static String refused(Path main) {
        return catchThrowableOfType(ConfigurationException.class, () -> ConfigurationLoader.load(main))
                .getMessage();
    }
}
