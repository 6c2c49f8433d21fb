package io.zentinelproxy.security.memcached;

import io.zentinelproxy.core.testkit.HangGuard;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The command {@code memcached} on a free port of the loopback, which can be stopped, killed and started again. Belongs to one thread. */
public final class MemcachedServer implements AutoCloseable {
    private final int port;
    private Process process;

    private MemcachedServer(int port) {
        this.port = port;
        process = start(port);
    }

    /** Whether this machine has it. */
    public static boolean isThere() {
        return Stream.of("/usr/bin/memcached", "/usr/local/bin/memcached")
                .map(Path::of)
                .anyMatch(Files::isExecutable);
    }

    /** One that answers. */
    public static MemcachedServer start() {
        MemcachedServer server = new MemcachedServer(freePort());
        server.awaitAccepting();
        return server;
    }

    /** A port where nothing listens yet; {@link #startAt} may. */
    public static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public static MemcachedServer startAt(int port) {
        MemcachedServer server = new MemcachedServer(port);
        server.awaitAccepting();
        return server;
    }

    public int port() {
        return port;
    }

    /** As the configuration names it. */
    public String url() {
        return "memcache://127.0.0.1:" + port;
    }

    /** It keeps its connections, and accepts further ones, but says nothing any more. */
    public void stop() {
        signal("-STOP");
    }

    /** Goes on after {@link #stop}. */
    public void cont() {
        signal("-CONT");
    }

    /** It and its connections are gone at once. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Starts it again after {@link #kill}, empty, at the same port. */
    public void restart() {
        process = start(port);
        awaitAccepting();
    }

    /** The lines that it replies to this command, without their ends, up to one that begins so. */
    public List<String> ask(String command, String last) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) HangGuard.LIMIT.toMillis());
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            List<String> lines = new ArrayList<>();
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                if (line.startsWith(last)) {
                    return lines;
                }
            }
            throw new AssertionError("no " + last + " in " + lines);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** One of its numbers, as {@code stats} tells it. */
    public long stat(String name) {
        return ask("stats", "END").stream()
                .filter(line -> line.startsWith("STAT " + name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static Process start(int port) {
        List<String> command = new ArrayList<>(
                List.of("memcached", "-l", "127.0.0.1", "-p", String.valueOf(port), "-U", "0", "-m", "64", "-t", "2"));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("-u", "root"));
        }
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
                return;
            } catch (IOException notYet) {
                Thread.onSpinWait();
            }
        }
        throw new AssertionError("memcached does not serve on port " + port);
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

    private void awaitEnd() {
        try {
            if (!process.waitFor(HangGuard.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("memcached does not end");
            }
        } catch (InterruptedException stop) {
            throw new AssertionError(stop);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
