package io.zentinelproxy.launcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/** The npm package ws under Node, installed as locked into {@code target/ws}: an origin, which closing this ends, and a client. */
final class NodeSockets implements AutoCloseable {
    private static final Path MODULE = Path.of(System.getProperty("zentinel.root", ".."), "proxy-launcher");
    private static final Path SOURCE = MODULE.resolve("src/test/ws");
    private static final Path INSTALLED = MODULE.resolve("target/ws");
    private static final String LOCK = "package-lock.json";

    private final Process origin;
    private final int port;

    private NodeSockets(Process origin, int port) {
        this.origin = origin;
        this.port = port;
    }

    static NodeSockets serve() throws IOException, InterruptedException {
        install();
        Process origin = start("node", "check.mjs", "serve");
        BufferedReader said = origin.inputReader(UTF_8);
        return new NodeSockets(origin, Integer.parseInt(said.readLine()));
    }

    int port() {
        return port;
    }

    /** What a client at this address printed, as JSON. */
    static String drive(String url) throws IOException, InterruptedException {
        return run("node", "check.mjs", "drive", url);
    }

    private static void install() throws IOException, InterruptedException {
        boolean current = Files.isDirectory(INSTALLED.resolve("node_modules")) && sameLock();
        Files.createDirectories(INSTALLED);
        for (String file : List.of("package.json", LOCK, "check.mjs")) {
            Files.copy(SOURCE.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!current) {
            run("npm", "ci", "--no-audit", "--no-fund");
        }
    }

    private static boolean sameLock() throws IOException {
        Path copied = INSTALLED.resolve(LOCK);
        return Files.exists(copied) && Files.mismatch(copied, SOURCE.resolve(LOCK)) < 0;
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = start(command);
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            Assertions.fail(String.join(" ", command) + " failed, see above: " + output);
        }
        return output;
    }

    private static Process start(String... command) throws IOException {
        try {
            return new ProcessBuilder(new ArrayList<>(List.of(command)))
                    .directory(INSTALLED.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException absent) {
            return Assertions.fail(
                    "This test needs " + command[0]
                            + ": install Node.js 20 or newer with npm (Debian: apt-get install nodejs npm).",
                    absent);
        }
    }

    @Override
    public void close() {
        origin.destroyForcibly();
    }
}
