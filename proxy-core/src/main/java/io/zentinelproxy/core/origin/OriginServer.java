package io.zentinelproxy.core.origin;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The JDK's HTTP/1.1 server with one virtual thread per request. May be closed from any thread, more than once. */
public final class OriginServer implements AutoCloseable {

    /** Connections the kernel holds until they are accepted; the JDK's default of 50 drops the start of a load test. */
    private static final int BACKLOG = 1024;

    private final HttpServer server;
    private final ExecutorService requests;

    private OriginServer(HttpServer server, ExecutorService requests) {
        this.server = server;
        this.requests = requests;
    }

    /**
     * Starts a server whose every request goes to one handler. An exchange the handler leaves open is closed after it.
     *
     * @param address where to listen; port 0 lets the kernel choose
     * @param name begins the names of its threads
     * @throws IOException if the address cannot be bound
     */
    public static OriginServer start(InetSocketAddress address, String name, HttpHandler handler) throws IOException {
        tuneForProxies();
        HttpServer server = HttpServer.create(address, BACKLOG);
        ExecutorService requests = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(name + "-", 0).factory());
        server.setExecutor(requests);
        server.createContext("/", exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
        server.start();
        return new OriginServer(server, requests);
    }

    /**
     * The JDK's server is tuned by system properties that it reads once, when its class loads; so they are set just before.
     * What the user has set is left alone.
     */
    private static void tuneForProxies() {
        // Off by default: Nagle's algorithm and the peer's delayed acknowledgement then hold small chunks back for 40
        // ms.
        setIfAbsent("sun.net.httpserver.nodelay", "true");
        // A proxy keeps its pooled connections idle: beyond 200, or after 30 s, they would be closed under its hands.
        setIfAbsent("sun.net.httpserver.maxIdleConnections", "16384");
        setIfAbsent("sun.net.httpserver.idleInterval", "600");
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** The address it is bound to, with the real port. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** Stops listening and cuts every connection, without waiting for what runs. */
    @Override
    public void close() {
        server.stop(0);
        requests.shutdownNow();
    }
}
