package io.zentinelproxy.core.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The command {@code nginx} as an origin, on OpenSSL: what neither the JDK nor we have written. One worker, in a folder of its own. */
public final class Nginx implements AutoCloseable {
    private final Path folder;
    private final Process process;
    private final int port;

    private Nginx(Path folder, Process process, int port) {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    /** Whether this machine has it. */
    public static boolean isThere() {
        return Stream.of("/usr/sbin/nginx", "/usr/bin/nginx").map(Path::of).anyMatch(Files::isExecutable);
    }

    /** A server on a free port with {@code listen} and these directives, once it accepts. */
    public static Nginx serving(String listen, String directives) {
        try {
            Path folder = Files.createTempDirectory("zentinel-nginx");
            int port = FreePort.next();
            Path file = folder.resolve("nginx.conf");
            Files.writeString(file, configuration(folder, port, listen, directives));
            List<String> command =
                    List.of("nginx", "-p", folder.toString(), "-c", file.toString(), "-e", folder + "/error.log");
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.redirectOutput(folder.resolve("out").toFile());
            builder.environment().merge("PATH", "/usr/sbin", (path, more) -> path + ":" + more);
            Nginx nginx = new Nginx(folder, builder.start(), port);
            nginx.awaitAccepting();
            return nginx;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String configuration(Path folder, int port, String listen, String directives) {
        return """
                daemon off;
                master_process off;
                pid %1$s/pid;
                events {}
                http {
                    access_log off;
                    client_body_temp_path %1$s/a; proxy_temp_path %1$s/b; fastcgi_temp_path %1$s/c;
                    uwsgi_temp_path %1$s/d; scgi_temp_path %1$s/e;
                    server {
                        listen 127.0.0.1:%2$d %3$s;
                        %4$s
                    }
                }
                """.formatted(folder, port, listen, directives);
    }

    private void awaitAccepting() throws IOException {
        long until = System.nanoTime() + Wire.HANG_GUARD.toNanos();
        while (process.isAlive() && System.nanoTime() - until < 0) {
            try (Socket socket = new Socket()) {
                socket.connect(address());
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(10_000_000);
            }
        }
        throw new AssertionError("nginx does not serve: " + Files.readString(folder.resolve("error.log")));
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(Wire.HANG_GUARD.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        } catch (IOException left) {
            // A file that stays in the folder for temporary files does no harm.
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
