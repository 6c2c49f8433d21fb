package io.zentinelproxy.launcher.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** install.sh of an archive, into a root of its own: nothing of this machine is touched. */
class InstallIT {
    @TempDir
    private Path folder;

    private Path root;

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectories(folder.resolve("root"));
        Files.createDirectories(root.resolve("etc"));
    }

    @Test
    void aFirstInstallLeavesProgramUnitUserAndStarterConfiguration() throws Exception {
        Finished done = install(archive("0.1.0"));

        assertThat(done.exit()).as(done.err()).isZero();
        assertThat(said(at("opt/zentinel/current/bin/zentinel"))).isEqualTo("zentinel 0.1.0 on Java 25\n");
        assertThat(Files.readSymbolicLink(at("opt/zentinel/current"))).hasToString("zentinel-0.1.0");
        assertThat(Files.readSymbolicLink(at("usr/local/bin/zentinel")))
                .hasToString("/opt/zentinel/current/bin/zentinel");
        assertThat(at("etc/systemd/system/zentinel.service"))
                .hasSameTextualContentAs(shipped("systemd/zentinel.service"));
        assertThat(at("etc/zentinel/zentinel.kdl")).hasSameTextualContentAs(shipped("zentinel.kdl"));
        assertThat(done.out()).contains("systemctl enable --now zentinel");
    }

    @Test
    void theUserIsMadeBySystemdSysusersAndReadsTheConfigurationByItsGroup() throws Exception {
        assumeThat(Path.of("/usr/bin/systemd-sysusers")).as("systemd-sysusers").exists();
        assumeThat(System.getProperty("user.name"))
                .as("only root may give files away")
                .isEqualTo("root");

        install(archive("0.1.0"));

        assertThat(Files.readString(at("etc/passwd"))).containsPattern("(?m)^zentinel:.*:/var/lib/zentinel:.*nologin$");
        String group = Files.readAllLines(at("etc/group")).stream()
                .filter(line -> line.startsWith("zentinel:"))
                .findFirst()
                .orElseThrow()
                .split(":")[2];
        assertThat(Files.getAttribute(at("etc/zentinel"), "unix:gid")).hasToString(group);
        assertThat(Files.getAttribute(at("etc/zentinel"), "unix:mode")).isEqualTo(0040750);
        assertThat(Files.getAttribute(at("etc/zentinel/zentinel.kdl"), "unix:mode"))
                .isEqualTo(0100640);
    }

    @Test
    void aSecondInstallChangesNothing() throws Exception {
        install(archive("0.1.0"));
        Map<Path, String> before = contents();

        Finished again = install(archive("0.1.0"));

        assertThat(again.exit()).isZero();
        assertThat(again.out()).doesNotContain("kept");
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void whatAPersonChangedStaysAndTheNewFileLiesBesideIt() throws Exception {
        install(archive("0.1.0"));
        Path config = Files.writeString(at("etc/zentinel/zentinel.kdl"), "// mine\n");
        Path unit = Files.writeString(at("etc/systemd/system/zentinel.service"), "# mine\n");

        Finished again = install(archive("0.2.0"));

        assertThat(config).hasContent("// mine\n");
        assertThat(unit).hasContent("# mine\n");
        assertThat(at("etc/zentinel/zentinel.kdl.new")).hasSameTextualContentAs(shipped("zentinel.kdl"));
        assertThat(at("etc/systemd/system/zentinel.service.new"))
                .hasSameTextualContentAs(shipped("systemd/zentinel.service"));
        assertThat(again.out()).contains("kept " + config).contains("kept " + unit);
    }

    @Test
    void anUpgradeTakesItsOwnUnitAlongAndKeepsOnlyTheVersionBefore() throws Exception {
        install(archive("0.1.0"));
        Path second = archive("0.2.0");
        Files.writeString(second.resolve("etc/systemd/zentinel.service"), "# of 0.2.0\n");
        install(second);

        assertThat(at("etc/systemd/system/zentinel.service")).hasContent("# of 0.2.0\n");
        assertThat(Files.readSymbolicLink(at("opt/zentinel/current"))).hasToString("zentinel-0.2.0");
        assertThat(at("opt/zentinel/zentinel-0.1.0")).exists();

        install(archive("0.3.0"));
        assertThat(at("opt/zentinel/zentinel-0.1.0")).doesNotExist();
        assertThat(at("opt/zentinel/zentinel-0.2.0")).exists();
    }

    @Test
    void anotherPrefixGoesIntoTheUnit() throws Exception {
        install(archive("0.1.0"), "--prefix", "/srv/proxy");

        assertThat(at("srv/proxy/current/bin/zentinel")).exists();
        assertThat(Files.readString(at("etc/systemd/system/zentinel.service")))
                .contains("ExecStart=/srv/proxy/current/bin/zentinel run --config /etc/zentinel/zentinel.kdl")
                .doesNotContain("/opt/zentinel/");
    }

    @Test
    void aDryRunSaysWhatItWouldDoAndDoesNothing() throws Exception {
        Finished done = install(archive("0.1.0"), "--dry-run");

        assertThat(done.exit()).isZero();
        assertThat(done.out()).contains("would write: " + at("etc/systemd/system/zentinel.service"));
        assertThat(contents()).isEmpty();
    }

    @Test
    void uninstallKeepsConfigurationAndWhatIsNotOurs() throws Exception {
        Path archive = archive("0.1.0");
        install(archive);
        Files.writeString(at("opt/zentinel/notes"), "of others");

        Finished done = install(archive, "--uninstall");

        assertThat(done.exit()).as(done.err()).isZero();
        assertThat(at("etc/zentinel/zentinel.kdl")).exists();
        assertThat(at("opt/zentinel/notes")).exists();
        assertThat(at("opt/zentinel/zentinel-0.1.0")).doesNotExist();
        assertThat(at("etc/systemd/system/zentinel.service")).doesNotExist();
        assertThat(Files.isSymbolicLink(at("usr/local/bin/zentinel"))).isFalse();
        assertThat(done.out()).contains("kept " + at("opt/zentinel"));
    }

    @Test
    void aCommandOfTheSameNameThatIsNotOursStays() throws Exception {
        Files.createDirectories(at("usr/local/bin"));
        Files.writeString(at("usr/local/bin/zentinel"), "of others");

        Finished done = install(archive("0.1.0"));

        assertThat(done.exit()).isZero();
        assertThat(at("usr/local/bin/zentinel")).hasContent("of others");
        assertThat(done.out()).contains("kept " + at("usr/local/bin/zentinel"));
    }

    @Test
    void aProgramThatDoesNotRunHereIsNotInstalled() throws Exception {
        Path archive = archive("0.1.0");
        Files.writeString(archive.resolve("bin/zentinel"), "#!/bin/sh\nexit 127\n");

        Finished done = install(archive);

        assertThat(done.exit()).isEqualTo(1);
        assertThat(done.err()).contains("does not run on this machine");
        assertThat(contents()).isEmpty();
    }

    @Test
    void wrongUsageIsToldWithTheUsageAndExitTwo() throws Exception {
        for (List<String> wrong : List.of(
                List.of("--perfix", "/opt"),
                List.of("--prefix"),
                List.of("--prefix", "relative"),
                List.of("--prefix", "/opt/a b"),
                List.of("--prefix", "/home/me/zentinel"))) {
            Finished done = install(archive("0.1.0"), wrong.toArray(String[]::new));

            assertThat(done.exit()).as("" + wrong).isEqualTo(2);
            assertThat(done.err()).contains("--dry-run");
        }
        assertThat(contents()).isEmpty();
    }

    @Test
    void theScriptHasNothingThatShellcheckMinds() throws Exception {
        Path shellcheck = Path.of("/usr/bin/shellcheck");
        assumeThat(shellcheck).as("shellcheck").exists();

        Finished checked = Finished.of(Map.of(), List.of(shellcheck.toString(), "etc/install.sh"));

        assertThat(checked.out()).isEmpty();
    }

    /** The tree that scripts/dist makes, with a program that only knows its version. */
    private Path archive(String version) throws IOException, InterruptedException {
        Path archive = Files.createTempDirectory(folder, "unpacked").resolve("zentinel-" + version);
        Files.createDirectories(archive.resolve("bin"));
        run(
                "cp",
                "-Rp",
                Finished.ROOT.resolve("etc").toString(),
                archive.resolve("etc").toString());
        Files.move(archive.resolve("etc/install.sh"), archive.resolve("install.sh"));
        Path program = Files.writeString(
                archive.resolve("bin/zentinel"), "#!/bin/sh\necho zentinel " + version + " on Java 25\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return archive;
    }

    private Finished install(Path archive, String... options) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("sh", archive.resolve("install.sh").toString(), "--root", root.toString()));
        command.addAll(List.of(options));
        return run(command.toArray(String[]::new));
    }

    private static Finished run(String... command) throws IOException, InterruptedException {
        return Finished.of(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), List.of(command));
    }

    private static String said(Path program) throws IOException, InterruptedException {
        return run(program.toString(), "version").out();
    }

    private Path at(String path) {
        return root.resolve(path);
    }

    private static Path shipped(String name) {
        return Finished.ROOT.resolve("etc").resolve(name);
    }

    /** Every file below the root with its content, links as where they lead. */
    private Map<Path, String> contents() throws IOException {
        Map<Path, String> contents = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path one : (Iterable<Path>) all::iterator) {
                if (Files.isSymbolicLink(one)) {
                    contents.put(one, "-> " + Files.readSymbolicLink(one));
                } else if (Files.isRegularFile(one)) {
                    contents.put(one, Files.readString(one));
                }
            }
        }
        return contents;
    }
}
