package io.zentinelproxy.launcher.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** A self-test that cannot fail tells nothing. */
class DrillTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Drill drill = new Drill(new PrintStream(said));

    @Test
    void aServerThatSaysYesToEverythingIsFoundOut() throws Exception {
        HttpServer server = yes();
        try {
            drill.traffic(Peer.clear("http", server.getAddress()));
            drill.load(Peer.clear("http", server.getAddress()), 1);
        } finally {
            server.stop(0);
        }

        assertThat(drill.wrong()).isGreaterThan(20);
        assertThat(said.toString())
                .contains("wrong: http page: no \"Via: 1.1 zentinel\" in head or content")
                .contains("wrong: http dead-origin: status 200 instead of 502")
                .contains("wrong: http load: ");
    }

    @Test
    void aServerThatIsNotThereIsWrongInEveryAnswer() throws Exception {
        InetSocketAddress nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = (InetSocketAddress) free.getLocalSocketAddress();
        }

        drill.admin(Peer.clear("admin", nobody));
        drill.expect("lines", 1, 2);

        assertThat(drill.right()).isZero();
        assertThat(drill.wrong()).isEqualTo(Checks.ADMIN.size() + 1);
    }

    private static HttpServer yes() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
