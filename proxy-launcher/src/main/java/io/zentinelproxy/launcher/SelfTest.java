package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.net.Listener;
import io.zentinelproxy.core.origin.EchoOrigin;
import io.zentinelproxy.launcher.selftest.Drill;
import io.zentinelproxy.launcher.selftest.OwnCertificate;
import io.zentinelproxy.launcher.selftest.Peer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Starts the proxy on loopback with every kind of listener, drives it through sockets and ends by itself. It tells whether an
 * installation works, and it is the run that the image's AOT cache is trained with: what it does not reach starts slower.
 */
final class SelfTest {
    /** Enough for the JVM to count which methods are hot; their profiles go into the AOT cache (JEP 515). */
    private static final int REQUESTS_PER_CLIENT = 1500;

    private final Drill drill;
    private final Path folder;
    private final OwnCertificate certificate;

    private SelfTest(PrintStream out, Path folder) throws IOException {
        drill = new Drill(out);
        this.folder = folder;
        certificate = OwnCertificate.in(folder);
    }

    /**
     * Runs it.
     *
     * @param out where every wrong answer is told, and at the end their number
     * @return FINE only when every answer was right
     * @throws IOException when nothing can be bound or written
     */
    static ExitCode run(PrintStream out) throws ConfigurationException, IOException {
        Path folder = Files.createTempDirectory("zentinel-self-test");
        try {
            SelfTest test = new SelfTest(out, folder);
            test.expectLines(test.drive());
            return test.told(out);
        } finally {
            delete(folder);
        }
    }

    private ExitCode told(PrintStream out) {
        out.println("self-test: " + drill.right() + " answers right, " + drill.wrong() + " wrong");
        return drill.wrong() == 0 ? ExitCode.FINE : ExitCode.CANNOT_START;
    }

    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private Peer peer(Listener listener) throws IOException {
        return listener.id().equals("https")
                ? new Peer(listener.id(), listener.address(), certificate.trusting())
                : Peer.clear(listener.id(), listener.address());
    }

    private Path log() {
        return folder.resolve("access.log");
    }

    private Path configuration() {
        return folder.resolve("self-test.kdl");
    }

    /** @return the requests that the listeners of traffic were sent */
    private long drive() throws ConfigurationException, IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (EchoOrigin echo = EchoOrigin.start(anyPort);
                RunningServer server = RunningServer.start(written(echo.address()))) {
            for (Listener listener : server.proxy().listeners()) {
                Peer peer = peer(listener);
                drill.traffic(peer);
                drill.load(peer, REQUESTS_PER_CLIENT);
            }
            long requests = drill.right() + drill.wrong();
            InetSocketAddress admin = server.adminAddress();
            if (admin != null) {
                drill.admin(Peer.clear("admin", admin));
            }
            // Lets the access log be written to its end.
            server.proxy().drain();
            return requests;
        }
    }

    /** Each request leaves one line, whether it was forwarded or refused. */
    private void expectLines(long requests) throws IOException {
        try (Stream<String> lines = Files.lines(log())) {
            drill.expect("lines of the access log", requests, lines.count());
        }
    }

    /** Through a file, as `run` reads one. */
    private Configuration written(InetSocketAddress echo) throws ConfigurationException, IOException {
        try (InputStream in = SelfTest.class.getResourceAsStream("self-test.kdl")) {
            if (in == null) {
                throw new IOException("self-test.kdl is missing from the jar");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("ECHO-ORIGIN", RunningServer.text(echo))
                    .replace("DEAD-ORIGIN", "127.0.0.1:" + closedPort())
                    .replace("ACCESS-LOG", log().toString())
                    .replace("CERTIFICATE", certificate.certificate().toString())
                    .replace("PRIVATE-KEY", certificate.key().toString());
            Configuration read = ConfigurationLoader.load(Files.writeString(configuration(), text));
            // As `run` does it.
            Scheduler.size(read.system().workerThreads());
            return read;
        }
    }

    /** A port that was free a moment ago. */
    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
