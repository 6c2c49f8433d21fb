package io.zentinelproxy.launcher.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process that has ended: its exit code, and all it said. */
public record Finished(int exit, String out, String err) {

    /** The folder that holds all modules. */
    public static final Path ROOT = Path.of(System.getProperty("zentinel.root", ".."));

    /** Runs a command in {@link #ROOT} to its end, with no environment but this one. */
    public static Finished of(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path err = Files.createTempFile("zentinel-test", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(ROOT.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            builder.redirectInput(new File("/dev/null")).redirectError(err.toFile());
            Process process = builder.start();
            String out = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Finished(process.waitFor(), out, Files.readString(err));
        } finally {
            Files.delete(err);
        }
    }
}
