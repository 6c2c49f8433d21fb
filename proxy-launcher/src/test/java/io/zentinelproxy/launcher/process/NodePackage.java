package io.zentinelproxy.launcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/**
 * A folder of src/test with programs for Node and the lock file of the npm packages that they use, copied to target and installed there
 * as locked. A test that cannot have them fails, and says what is missing.
 */
final class NodePackage {
    private static final Path MODULE = Path.of(System.getProperty("zentinel.root", ".."), "proxy-launcher");
    private static final String LOCK = "package-lock.json";

    private final Path source;
    private final Path installed;

    private NodePackage(String name) {
        this.source = MODULE.resolve("src/test").resolve(name);
        this.installed = MODULE.resolve("target").resolve(name);
    }

    /** The package in {@code src/test/NAME}, installed unless it is already. */
    static NodePackage of(String name) throws IOException, InterruptedException {
        NodePackage node = new NodePackage(name);
        node.install();
        return node;
    }

    private void install() throws IOException, InterruptedException {
        boolean current = Files.isDirectory(installed.resolve("node_modules")) && sameLock();
        Files.createDirectories(installed);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(source, Files::isRegularFile)) {
            for (Path file : files) {
                Files.copy(file, installed.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (!current) {
            run("npm", "ci", "--no-audit", "--no-fund");
        }
    }

    private boolean sameLock() throws IOException {
        Path copied = installed.resolve(LOCK);
        return Files.exists(copied) && Files.mismatch(copied, source.resolve(LOCK)) < 0;
    }

    /** What this program printed by its end. */
    String node(String... words) throws IOException, InterruptedException {
        return run(command(words));
    }

    /** This program in the background, which closing it ends. */
    Child start(String... words) throws IOException {
        return new Child(process(command(words)));
    }

    private static String[] command(String... words) {
        List<String> command = new ArrayList<>(List.of("node"));
        command.addAll(List.of(words));
        return command.toArray(String[]::new);
    }

    private String run(String... command) throws IOException, InterruptedException {
        Process process = process(command);
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            Assertions.fail(String.join(" ", command) + " failed, see above: " + output);
        }
        return output;
    }

    private Process process(String... command) throws IOException {
        try {
            return new ProcessBuilder(command)
                    .directory(installed.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException absent) {
            return Assertions.fail(
                    "This test needs " + command[0]
                            + ": install Node.js 20 or newer with npm (Debian: apt-get install nodejs npm).",
                    absent);
        }
    }
}
