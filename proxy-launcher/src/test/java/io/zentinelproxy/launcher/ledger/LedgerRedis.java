package io.zentinelproxy.launcher.ledger;

import io.zentinelproxy.core.testkit.FreePort;
import io.zentinelproxy.core.testkit.HangGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The command {@code redis-server} on a port of the loopback. Belongs to one thread. */
final class LedgerRedis implements AutoCloseable {
    private final int port = FreePort.next();
    private final Path folder;
    private Process process;

    LedgerRedis(Path folder) {
        this.folder = folder;
        process = launch();
    }

    /** With what it has written, after {@link #kill}. */
    void restart() {
        process = launch();
    }

    private Process launch() {
        try {
            Process started = new ProcessBuilder(
                            "redis-server",
                            "--port",
                            String.valueOf(port),
                            "--bind",
                            "127.0.0.1",
                            "--save",
                            "",
                            "--appendonly",
                            "yes",
                            "--appendfsync",
                            "always",
                            "--dir",
                            folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            awaitAnswers();
            return started;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void awaitAnswers() {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < HangGuard.LIMIT.toNanos()) {
            if (cli("PING").equals("PONG")) {
                return;
            }
            LockSupport.parkNanos(10_000_000);
        }
        throw new AssertionError("redis-server does not answer");
    }

    int port() {
        return port;
    }

    /** It says nothing any more, until {@link #cont}. */
    void stop() {
        signal("-STOP");
    }

    void cont() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", signal, String.valueOf(process.pid()))
                    .start()
                    .onExit()
                    .join();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Its port is closed when this returns. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** What {@code redis-cli} prints for these words. */
    String cli(String... words) {
        List<String> command = new ArrayList<>(List.of("redis-cli", "-p", String.valueOf(port)));
        command.addAll(List.of(words));
        try {
            Process asked =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
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
