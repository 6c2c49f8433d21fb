package io.zentinelproxy.security.testkit;

import io.zentinelproxy.core.testkit.HangGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

    /** A port where nothing listens yet, as the system gives them out. */
    protected static int anyPort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Whether nobody listens at this port. */
    protected static boolean isFree(int port) {
        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return free.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    public final int port() {
        return port;
    }

    /** It keeps its connections, and the system accepts further ones, but it says nothing any more. */
    public final void stop() {
        signal("-STOP");
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

    /** Starts it again after {@link #kill}, empty, at the same port. */
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
                Thread.onSpinWait();
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
