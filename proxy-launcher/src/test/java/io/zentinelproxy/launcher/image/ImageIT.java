package io.zentinelproxy.launcher.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.launcher.machine.Finished;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The image runs with nothing on the path and behaves as the jar does. What it is measured at tells {@code scripts/show image}. */
class ImageIT {
    private static final String JAR = "proxy-launcher/target/zentinel/zentinel.jar";
    private static final Map<String, String> NOTHING_ON_THE_PATH = Map.of("PATH", "");
    private static final Pattern LISTENER = Pattern.compile("ready main=127\\.0\\.0\\.1:(\\d+)");

    @TempDir
    private static Path made;

    private static Path image;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeIt() throws Exception {
        image = made.resolve("zentinel");
        Map<String, String> environment =
                Map.of("PATH", System.getenv("PATH"), "HOME", System.getProperty("user.home"), "JAVA_HOME", javaHome());
        Finished script = Finished.of(environment, List.of("scripts/dist.d/image", image.toString()));
        assertThat(script.exit()).as(script.out() + script.err()).isZero();
    }

    private static String javaHome() {
        return System.getProperty("java.home");
    }

    @Test
    void itHoldsWhatIsShipped() throws IOException {
        try (Stream<Path> inside = Files.list(image)) {
            assertThat(inside.map(file -> file.getFileName().toString()))
                    .contains(
                            "bin",
                            "docs",
                            "etc",
                            "lib",
                            "runtime",
                            "zentinel.aot",
                            "zentinel.jar",
                            "install.sh",
                            "LICENSE");
        }
        assertThat(image.resolve("etc/jvm.options")).hasSameTextualContentAs(Finished.ROOT.resolve("etc/jvm.options"));
        assertThat(image.resolve("etc/zentinel.kdl")).exists();
        assertThat(image.resolve("runtime/legal/java.base/LICENSE")).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "version",
                "--version",
                "help",
                "help run",
                "--help",
                "serve",
                "keys",
                "keys upstreams",
                "keys nothing-of-the-kind",
                "run --config none.kdl",
                "run --config",
                "run --daemon --config etc/zentinel.kdl",
                "test --config etc/zentinel.kdl",
                "test --config LICENSE",
                "-t -c etc/zentinel.kdl",
                "lint --config etc/zentinel.kdl",
                "validate --skip-network --skip-files --config etc/zentinel.kdl",
                "self-test now"
            })
    void aCommandDoesInTheImageWhatItDoesInTheJar(String line) throws Exception {
        List<String> arguments = line.isEmpty() ? List.of() : List.of(line.split(" "));
        Finished ofJar = run(List.of(javaHome() + "/bin/java", "-jar", JAR), arguments, Map.of());
        Finished ofImage = run(List.of(launcher()), arguments, NOTHING_ON_THE_PATH);

        assertThat(ofImage).isEqualTo(ofJar);
    }

    @Test
    void theSelfTestFindsEveryAnswerRight() throws Exception {
        Finished test = run(List.of(launcher()), List.of("self-test"), NOTHING_ON_THE_PATH);

        assertThat(test.exit()).as(test.out() + test.err()).isZero();
        assertThat(test.out()).matches("self-test: \\d+ answers right, 0 wrong\n");
    }

    @Test
    void aLinkToItStartsItToo() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("zentinel"), Path.of(launcher()));

        assertThat(version(link, NOTHING_ON_THE_PATH).exit()).isZero();
    }

    @Test
    void outsideOfItsFolderTheStarterSaysWhereItBelongs() throws Exception {
        Path copy = Files.copy(Path.of(launcher()), folder.resolve("zentinel"));
        assertThat(copy.toFile().setExecutable(true)).isTrue();

        Finished alone = version(copy, NOTHING_ON_THE_PATH);

        assertThat(alone.exit()).isEqualTo(3);
        assertThat(alone.err()).contains("belongs into the folder it was unpacked in");
    }

    @Test
    void aCacheMadeWithOtherFlagsIsPassedOverAndThatIsSaidOnStandardError() throws Exception {
        Map<String, String> environment = Map.of("PATH", "", "ZENTINEL_JAVA_OPTS", "-XX:-UseCompactObjectHeaders");

        Finished version = version(Path.of(launcher()), environment);

        assertThat(version.exit()).isZero();
        assertThat(version.out()).startsWith("zentinel ").hasLineCount(1);
        assertThat(version.err()).contains("Unable to use AOT cache");
    }

    @Test
    void aProxiedRequestIsAnsweredAndTheCacheIsInUse() throws Exception {
        try (TestOrigin origin = TestOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            Path err = folder.resolve("err");
            ProcessBuilder builder =
                    new ProcessBuilder(launcher(), "run", "--config", config(origin)).redirectError(err.toFile());
            builder.environment().clear();
            Process process = builder.start();
            try {
                assertThat(get(listener(process, err))).isEqualTo("ok");
                assertThat(Files.readString(Path.of("/proc/" + process.pid() + "/maps")))
                        .contains("/zentinel.aot");
            } finally {
                process.destroy();
                assertThat(process.waitFor()).isZero();
            }
            assertThat(Files.readString(err)).doesNotContain("[aot]");
        }
    }

    private String config(TestOrigin origin) throws IOException {
        return Files.writeString(folder.resolve("zentinel.kdl"), """
                        listeners { listener "main" { address "127.0.0.1:0"; }; }
                        routes { route "all" { upstream "origin"; }; }
                        upstreams { upstream "origin" { target "127.0.0.1:%d"; }; }
                        observability { metrics { enabled #false; }; }
                        """.formatted(origin.port()))
                .toString();
    }

    private static int listener(Process process, Path err) throws Exception {
        Matcher ready = LISTENER.matcher(Files.readString(err));
        while (!ready.find()) {
            assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
            Thread.sleep(5);
            ready = LISTENER.matcher(Files.readString(err));
        }
        return Integer.parseInt(ready.group(1));
    }

    private static String get(int port) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + port + "/");
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static Finished version(Path launcher, Map<String, String> environment) throws Exception {
        return run(List.of(launcher.toString()), List.of("version"), environment);
    }

    private static Finished run(List<String> program, List<String> arguments, Map<String, String> environment)
            throws Exception {
        List<String> command =
                Stream.concat(program.stream(), arguments.stream()).toList();
        return Finished.of(new HashMap<>(environment), command);
    }

    private static String launcher() {
        return image.resolve("bin/zentinel").toString();
    }
}
