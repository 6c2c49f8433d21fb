package io.zentinelproxy.launcher.ledger;

import io.zentinelproxy.core.testkit.HangGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program in a process of its own. Belongs to one thread. */
final class ProxyProcess implements AutoCloseable {
    private final Path log;
    private final InetSocketAddress address;
    private final Process process;

    /** @param kdl whose listener has the port, which nobody else has */
    ProxyProcess(Path folder, String kdl, int port) {
        log = folder.resolve("proxy.log");
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try {
            Path file = Files.writeString(folder.resolve("proxy.kdl"), kdl);
            process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "--add-exports",
                            "java.base/sun.nio.ch=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "io.zentinelproxy.launcher.Main",
                            "--config",
                            file.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        await(true);
    }

    private void await(boolean listening) {
        long begin = System.nanoTime();
        while (isListening() != listening) {
            if (listening && !process.isAlive() || System.nanoTime() - begin > HangGuard.LIMIT.toNanos()) {
                throw new AssertionError(said());
            }
            Thread.onSpinWait();
        }
    }

    private boolean isListening() {
        try (Socket socket = new Socket()) {
            socket.connect(address);
            return socket.getLocalPort() != address.getPort();
        } catch (IOException refused) {
            return false;
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** Tells it to end; it has let go of its listener when this returns. */
    void end() {
        process.destroy();
        await(false);
    }

    int awaitEnd() {
        try {
            if (!process.waitFor(HangGuard.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("it does not end: " + said());
            }
            return process.exitValue();
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    /** All that it has said so far. */
    String said() {
        try {
            return Files.readString(log);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
