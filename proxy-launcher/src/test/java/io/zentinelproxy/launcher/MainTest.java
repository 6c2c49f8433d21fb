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
