package io.zentinelproxy.core.testkit.h2;

import io.zentinelproxy.core.testkit.FreePort;
import io.zentinelproxy.core.testkit.HangGuard;
import io.zentinelproxy.core.testkit.TestIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Programs of others that speak HTTP/2, where this machine has them. */
public final class Programs {
    private static final List<String> FOLDERS = List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin");

    private Programs() {}

    /** A program that runs until it is closed. */
    public record Running(Process process, InetSocketAddress address) implements AutoCloseable {
        @Override
        public void close() {
            process.destroy();
        }
    }

    public static boolean has(String name) {
        return path(name).findFirst().isPresent();
    }

    private static Stream<String> path(String name) {
        return FOLDERS.stream().map(folder -> folder + "/" + name).filter(file -> Files.isExecutable(Path.of(file)));
    }

    private static List<String> command(String name, List<String> arguments) {
        return Stream.concat(Stream.of(path(name).findFirst().orElse(name)), arguments.stream())
                .toList();
    }

    /** Runs it to its end and returns what it said, whether it was content or not. */
    public static String run(String name, String... arguments) {
        try {
            Process process = new ProcessBuilder(command(name, List.of(arguments)))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            Thread guard = Thread.startVirtualThread(() -> endIfLate(process));
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            process.waitFor();
            guard.interrupt();
            return said;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stop);
        }
    }

    private static void endIfLate(Process process) {
        try {
            if (!process.waitFor(HangGuard.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException ended) {
            // It was in time.
        }
    }

    /** nghttpd without TLS, with the files of this folder, once it accepts. */
    public static Running nghttpd(Path folder, String... options) {
        return nghttpd(folder, Stream.concat(Stream.of("--no-tls"), Stream.of(options)), List.of());
    }

    /** The same in TLS. */
    public static Running nghttpdOverTls(Path folder, TestIdentity identity, String... options) {
        return nghttpd(
                folder,
                Stream.of(options),
                List.of(identity.key().toString(), identity.certificate().toString()));
    }

    private static Running nghttpd(Path folder, Stream<String> options, List<String> identity) {
        try {
            int port = FreePort.next();
            List<String> arguments = new ArrayList<>(List.of("-d", folder.toString(), "-a", "127.0.0.1"));
            options.forEach(arguments::add);
            arguments.add(Integer.toString(port));
            arguments.addAll(identity);
            Process process = new ProcessBuilder(command("nghttpd", arguments))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            awaitAccepting(process, address);
            return new Running(process, address);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void awaitAccepting(Process process, InetSocketAddress address) {
        long until = System.nanoTime() + HangGuard.LIMIT.toNanos();
        while (process.isAlive() && System.nanoTime() - until < 0) {
            try (Socket socket = new Socket()) {
                socket.connect(address);
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(10_000_000);
            }
        }
        throw new AssertionError("does not serve: " + process.info());
    }
}
