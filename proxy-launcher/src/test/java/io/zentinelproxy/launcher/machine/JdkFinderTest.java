package io.zentinelproxy.launcher.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** scripts/jdk and those that rest on it, where there is a JDK and where there is none. */
class JdkFinderTest {
    private static final Path SCRIPTS = Finished.ROOT.resolve("scripts").toAbsolutePath();
    private static final String MORE_THAN_ANY = "9999";

    @TempDir
    private Path folder;

    @Test
    void oneSentenceNamesWhatToInstallWhenThereIsNoJdk() throws Exception {
        Finished jdk = jdk(folder, MORE_THAN_ANY);

        assertThat(jdk.exit()).isEqualTo(1);
        assertThat(jdk.out()).isEmpty();
        assertThat(jdk.err().lines())
                .singleElement()
                .asString()
                .startsWith("No JDK 9999 or newer was found: install one")
                .contains("JAVA_HOME");
    }

    @Test
    void theJdkOfTheEnvironmentIsTakenWhenItIsNewEnough() throws Exception {
        Path home = madeJdk("9999.0.1");

        assertThat(jdk(home, MORE_THAN_ANY)).isEqualTo(new Finished(0, home + "\n", ""));
    }

    @Test
    void anOldJdkOfTheEnvironmentIsPassedOver() throws Exception {
        Path home = madeJdk("17.0.15");

        assertThat(jdk(home, MORE_THAN_ANY).exit()).isEqualTo(1);
    }

    @Test
    void whatNeedsAJdkStopsAtTheFindersSentence() throws Exception {
        Files.writeString(folder.resolve("jdk"), "#!/bin/sh\necho No JDK. >&2\nexit 1\n");
        executable(folder.resolve("jdk"));
        for (String script : List.of("mvn", "build", "run", "test", "bench", "dist")) {
            Path copy = Files.createDirectories(folder.resolve("scripts")).resolve(script);
            Files.copy(SCRIPTS.resolve(script), copy, StandardCopyOption.COPY_ATTRIBUTES);
            Files.copy(folder.resolve("jdk"), copy.resolveSibling("jdk"), StandardCopyOption.REPLACE_EXISTING);
            executable(copy.resolveSibling("jdk"));

            Finished run = Finished.of(environment(folder), List.of(copy.toString()));

            assertThat(run).as("scripts/" + script).isEqualTo(new Finished(1, "", "No JDK.\n"));
        }
    }

    private static Finished jdk(Path javaHome, String version) throws IOException, InterruptedException {
        return Finished.of(environment(javaHome), List.of(SCRIPTS.resolve("jdk").toString(), version));
    }

    private static Map<String, String> environment(Path javaHome) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", "/nowhere");
        environment.put("JAVA_HOME", javaHome.toString());
        return environment;
    }

    private Path madeJdk(String version) throws IOException {
        Path home = folder.resolve("a jdk");
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        executable(Files.createFile(home.resolve("bin/javac")));
        return home;
    }

    private static void executable(Path file) {
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
