package io.zentinelproxy.security.testkit;

import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.FreePort;
import io.zentinelproxy.core.testkit.HangGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A server of others on a port of the loopback, in a folder of its own, which can be stopped, killed and started again. Belongs to one thread.
 */
public abstract class LocalServer implements AutoCloseable {
    private final int port;
    private final Path folder;
    private final List<String> command;
    private Process process;

    /**
     * Starts it; it answers when this returns.
     *
     * @param command that starts it, given the folder
     */
    protected LocalServer(int port, Function<Path, List<String>> command) {
        this.port = port;
        try {
            folder = Files.createTempDirectory("zentinel-server-");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        this.command = command.apply(folder);
        process = launch();
        awaitAccepting();
    }

    /** A port where nothing listens; {@link FreePort}. */
    public static int freePort() {
        return FreePort.next();
    }

    public final int port() {
        return port;
    }

    /** It keeps its connections, and the system accepts further ones, but it says nothing any more, from the return on. */
    public final void stop() {
        signal("-STOP");
        // A signal is on its way for a while: where a thread still runs, it may still answer.
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(this::isStopped);
    }

    private boolean isStopped() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", String.valueOf(process.pid()), "task"))) {
            return threads.allMatch(LocalServer::isStopped);
        }
    }

    /** The letter behind the name, which stands in brackets (proc_pid_stat(5)). */
    private static boolean isStopped(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
        } catch (IOException ended) {
            return false;
        }
    }

    /** Goes on after {@link #stop}. */
    public final void cont() {
        signal("-CONT");
    }

    /** It and its connections are gone at once. */
    public final void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(HangGuard.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(command.getFirst() + " does not end");
            }
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    /** Starts it again after {@link #kill} at the same port, empty but for what it has written down. */
    public final void restart() {
        process = launch();
        awaitAccepting();
    }

    private Process launch() {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void awaitAccepting() {
        long until = System.nanoTime() + HangGuard.LIMIT.toNanos();
        while (process.isAlive() && System.nanoTime() - until < 0) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                // Where nobody listens yet, a socket that is given this very port connects to itself.
                if (socket.getLocalPort() != port) {
                    return;
                }
            } catch (IOException notYet) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        throw new AssertionError(command.getFirst() + " does not serve on port " + port);
    }

    private void signal(String signal) {
        try {
            int status = new ProcessBuilder("kill", signal, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new AssertionError("kill " + signal + ": " + status);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    @Override
    public final void close() {
        kill();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
