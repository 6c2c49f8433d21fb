package io.zentinelproxy.launcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Programs in Python, which share no code with the proxy. */
final class Python {
    private Python() {}

    /** Starts one; its argument is a path. */
    static Child run(String program, Path argument) throws IOException {
        assumeTrue(isThere(), "python3 is not on this machine");
        return new Child(new ProcessBuilder("python3", "-c", program, argument.toString())
                .redirectErrorStream(true)
                .start());
    }

    private static boolean isThere() {
        try {
            Process process = new ProcessBuilder("python3", "--version").start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Opens a socket and the folder above it to every user; only root's tests can become another one. */
    static void mayBeReachedByAll(Path socket) throws IOException {
        assumeTrue(isRoot(), "only root can become another user");
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
        for (Path folder = socket.getParent();
                folder.startsWith(temporary()) && !folder.equals(temporary());
                folder = folder.getParent()) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static boolean isRoot() throws IOException {
        return new String(Files.readAllBytes(Path.of("/proc/self/status")), UTF_8).contains("\nUid:\t0\t");
    }
}
