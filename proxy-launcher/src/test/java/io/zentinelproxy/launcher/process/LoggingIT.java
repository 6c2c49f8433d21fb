package io.zentinelproxy.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.FreePort;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application log of the whole process. The signal HUP makes it warn. */
class LoggingIT {
    private static final String RELOADED = "reloaded, generation 2";

    private final TestOrigin origin = TestOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

    @TempDir
    Path folder;

    private Path log;

    @BeforeEach
    void nameTheFile() {
        log = folder.resolve("application.log");
    }

    @AfterEach
    void closeOrigin() {
        origin.close();
    }

    @Test
    void jsonLinesGoToTheFile() throws Exception {
        try (Jar jar = run("format \"json\"; file \"" + log + "\"")) {
            assertThat(awaitLine("ready main="))
                    .matches("\\{\"time\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\",\"level\":\"info\","
                            + "\"source\":\"zentinel\",\"message\":\"ready main=127.*\"}");
            jar.signal("TERM");
            assertThat(jar.exit()).isZero();
            assertThat(lines()).last().asString().contains("\"message\":\"stopped\"");
            assertThat(jar.said()).isEmpty();
        }
    }

    @Test
    void usr1GoesOnInANewFileAfterARotation() throws Exception {
        try (Jar jar = run("format \"json\"; file \"" + log + "\"")) {
            awaitLine("ready main=");
            Path rotated = Files.move(log, folder.resolve("application.log.1"));

            jar.signal("USR1");

            Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(log));
            jar.signal("HUP");
            awaitLine(RELOADED);
            assertThat(Files.readString(rotated)).doesNotContain(RELOADED);
        }
    }

    @Test
    void whatIsBelowTheLevelIsNotWritten() throws Exception {
        int port = FreePort.next();
        try (Jar jar = Jar.start(
                "run",
                "-c",
                config(port, "level \"warn\"; file \"" + log + "\"").toString())) {
            Awaitility.await()
                    .ignoreExceptions()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> Jar.get(new InetSocketAddress("127.0.0.1", port), "/")
                                    .statusCode()
                            == 200);
            jar.signal("TERM");
            assertThat(jar.exit()).isZero();
            assertThat(lines()).isEmpty();
        }
    }

    @Test
    void verboseSaysMoreThanTheFileAsksFor() throws Exception {
        String quiet =
                config(FreePort.next(), "level \"error\"; file \"" + log + "\"").toString();
        try (Jar jar = Jar.start("run", "--verbose", "-c", quiet)) {
            awaitLine("ready main=");
        }
    }

    @Test
    void prettyLinesAreForPeople() throws Exception {
        try (Jar jar = run("format \"pretty\"; file \"" + log + "\"")) {
            assertThat(awaitLine("ready main="))
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO ready main=127.*");
        }
    }

    @Test
    void withoutTimestampsALineBeginsWithItsLevel() throws Exception {
        try (Jar jar = run("timestamps #false")) {
            jar.awaitSaid("ready main=");
            assertThat(jar.said()).startsWith("INFO ready main=");
        }
    }

    private Jar run(String logging) throws Exception {
        return Jar.start("run", "-c", config(0, logging).toString());
    }

    private Path config(int port, String logging) throws Exception {
        return Config.write(folder, port, 0, origin.port(), "", "logging { " + logging + "; }");
    }

    private String awaitLine(String part) throws Exception {
        Awaitility.await(part).atMost(60, TimeUnit.SECONDS).until(() -> find(part) != null);
        return find(part);
    }

    private String find(String part) throws Exception {
        return lines().stream().filter(line -> line.contains(part)).findFirst().orElse(null);
    }

    private List<String> lines() throws Exception {
        String text = Files.exists(log) ? Files.readString(log) : "";
        // One that is being written is none yet.
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }
}
