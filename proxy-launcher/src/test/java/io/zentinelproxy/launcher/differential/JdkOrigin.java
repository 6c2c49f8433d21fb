package io.zentinelproxy.launcher.differential;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** The small server of the JDK. */
final class JdkOrigin implements Origin {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong seen = new AtomicLong();

    JdkOrigin() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::echo);
        server.start();
    }

    private void echo(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] content = exchange.getRequestBody().readAllBytes();
            String host =
                    Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Host"), "-");
            Understood understood = Understood.of(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    "-",
                    host,
                    content,
                    seen.incrementAndGet());
            exchange.getResponseHeaders().set(Understood.FIELD, understood.line());
            exchange.sendResponseHeaders(200, -1);
        }
    }

    @Override
    public String name() {
        return "JDK";
    }

    @Override
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
