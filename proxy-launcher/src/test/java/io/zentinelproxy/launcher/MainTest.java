package io.zentinelproxy.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exit codes, and what is said on which stream. */
class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @Test
    void helpIsSaidOnStandardOutput() {
        assertThat(run("help")).isEqualTo(ExitCode.FINE);
        assertThat(said(out)).contains("Usage: zentinel COMMAND [OPTIONS]");
        assertThat(said(err)).isEmpty();
    }

    @Test
    void wrongUsageIsSaidOnStandardError() {
        assertThat(run("nothing")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(said(out)).isEmpty();
        assertThat(said(err)).startsWith("zentinel: there is no command \"nothing\"\n");
    }

    @Test
    void testSaysWhatTheConfigurationHas() throws Exception {
        Path config = write("""
                listeners { listener "main" { address "127.0.0.1:0"; }; }
                routes { route "all" { upstream "origin"; }; }
                upstreams { upstream "origin" { target "127.0.0.1:1"; target "127.0.0.1:2"; }; }
                """);

        assertThat(run("test", "-c", config.toString())).isEqualTo(ExitCode.FINE);
        assertThat(said(out)).contains("1 listener, 1 route, 1 upstream with 2 targets");
    }

    @Test
    void testListsEveryMistakeWithItsPlace() throws Exception {
        Path config = write("""
                listeners { listener "main" { adress "127.0.0.1:0"; }; }
                routes { route "all" { upstream "missing"; }; }
                """);

        assertThat(run("test", "-c", config.toString())).isEqualTo(ExitCode.CONFIGURATION_REFUSED);
        assertThat(said(out)).isEmpty();
        assertThat(said(err)).contains(config + ":1:").contains(config + ":2:").contains("did you mean `address`?");
    }

    @Test
    void lintExitsWithOneOnlyWhereWarningsAreDenied() throws Exception {
        Path config = write("""
                listeners { listener "main" { address "127.0.0.1:0"; }; }
                routes { route "all" { upstream "o"; }; }
                upstreams { upstream "o" { target "127.0.0.1:1"; }; }
                """);

        assertThat(run("lint", "-c", config.toString())).isEqualTo(ExitCode.FINE);
        assertThat(said(out)).contains("warning[single-target]: upstream \"o\" has a single target\n");
        assertThat(run("lint", "-c", config.toString(), "--deny-warnings")).isEqualTo(ExitCode.CONFIGURATION_REFUSED);
    }

    @Test
    void validateExitsWithOneWhereATargetDoesNotAnswerUnlessTheNetworkIsSkipped() throws Exception {
        Path config = write("""
                listeners { listener "main" { address "127.0.0.1:0"; }; }
                routes { route "all" { upstream "o"; }; }
                upstreams { upstream "o" { target "no-such-name.invalid:1"; }; }
                """);

        assertThat(run("validate", "-c", config.toString())).isEqualTo(ExitCode.CONFIGURATION_REFUSED);
        assertThat(said(out)).contains("ok      listener \"main\"").contains("failed  target no-such-name.invalid:1");
        out.reset();
        assertThat(run("validate", "-c", config.toString(), "--skip-network")).isEqualTo(ExitCode.FINE);
        assertThat(said(out)).doesNotContain("target no-such-name");
    }

    @Test
    void validateLooksAtFilesUnlessTheyAreSkipped() throws Exception {
        Path config = write("""
                listeners { listener "main" { address "127.0.0.1:0"; }; }
                observability { access-log { file "/does/not/exist/access.log"; }; }
                """);
        String[] line = {"validate", "-c", config.toString(), "--skip-network"};

        assertThat(run(line)).isEqualTo(ExitCode.CONFIGURATION_REFUSED);
        assertThat(said(out)).contains("failed  access log /does/not/exist/access.log");
        assertThat(run(line[0], line[1], line[2], line[3], "--skip-files")).isEqualTo(ExitCode.FINE);
    }

    @Test
    void keysWithAWordAreThoseThatContainIt() {
        assertThat(run("keys", "trusted-proxies")).isEqualTo(ExitCode.FINE);
        assertThat(said(out).lines().skip(1))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("listeners.listener.trusted-proxies"));
    }

    @Test
    void aWordThatNoKeyContainsIsWrongUsage() {
        assertThat(run("keys", "no-such-key")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(said(out)).isEmpty();
        assertThat(said(err)).contains("no-such-key");
    }

    private Path write(String text) throws Exception {
        return Files.writeString(folder.resolve("zentinel.kdl"), text);
    }

    private ExitCode run(String... arguments) {
        return new Main(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)).run(List.of(arguments));
    }

    private static String said(ByteArrayOutputStream stream) {
        return stream.toString(UTF_8);
    }
}
