package io.zentinelproxy.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the whole process shows of the block {@code system}. */
class SystemKeysIT {
    private final TestOrigin origin = TestOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

    @TempDir
    Path folder;

    @AfterEach
    void closeOrigin() {
        origin.close();
    }

    private Jar run(String system, String more) throws Exception {
        return Jar.start(
                "run", "-c", Config.write(folder, origin.port(), system, more).toString());
    }

    @Test
    void pidFileHoldsTheNumberOfTheProcessWhileItServes() throws Exception {
        Path file = Files.writeString(folder.resolve("zentinel.pid"), "1\n");
        try (Jar jar = run("pid-file \"" + file + "\"", "")) {
            jar.address("main");
            assertThat(file).hasContent(jar.pid() + "\n");
            ProcessHandle.of(jar.pid()).orElseThrow().destroy();
            assertThat(jar.exit()).isZero();
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void processThatCannotWriteItsPidFileDoesNotStart() throws Exception {
        Path file = folder.resolve("absent/zentinel.pid");
        try (Jar jar = run("pid-file \"" + file + "\"", "")) {
            assertThat(jar.exit()).isEqualTo(3);
            jar.awaitSaid("the pid-file " + file + " cannot be written");
        }
    }

    @Test
    void relativePathsStartFromTheWorkingDirectory() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        String system = "working-directory \"" + elsewhere + "\"; pid-file \"z.pid\"";
        try (Jar jar = run(system, "access-log { file \"access.log\"; }")) {
            jar.address("main");
            assertThat(elsewhere.resolve("z.pid")).hasContent(jar.pid() + "\n");
            assertThat(elsewhere.resolve("access.log")).exists();
        }
    }

    @Test
    void workingDirectoryThatIsNotThereIsRefused() throws Exception {
        try (Jar jar = run("working-directory \"" + folder + "/absent\"", "")) {
            assertThat(jar.exit()).isEqualTo(1);
            jar.awaitSaid("there is no such folder");
        }
    }

    @Test
    void userAndGroupThatWeAreAlreadyAreAccepted() throws Exception {
        PosixFileAttributes ourselves = Files.readAttributes(Path.of("/proc/self/"), PosixFileAttributes.class);
        String system = "user \"" + ourselves.owner().getName() + "\"; group \""
                + ourselves.group().getName() + "\"; auto-reload #false";
        try (Jar jar = run(system, "")) {
            assertThat(Jar.get(jar.address("main"), "/").body()).isEqualTo("ok");
        }
    }

    @Test
    void anotherUserOrGroupIsRefused() throws Exception {
        String other = System.getProperty("user.name").equals("daemon") ? "root" : "daemon";
        try (Jar jar = run("user \"" + other + "\"; group \"" + other + "\"", "")) {
            assertThat(jar.exit()).isEqualTo(1);
            jar.awaitSaid("let systemd start the process as another user")
                    .awaitSaid("let systemd start the process as another group");
        }
    }
}
