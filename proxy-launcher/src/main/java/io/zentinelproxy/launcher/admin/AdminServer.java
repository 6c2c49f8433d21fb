package io.zentinelproxy.launcher.admin;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.logging.Logger;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Serves metrics, {@code /healthz} (200 while the process lives), {@code /readyz} (503 while it drains) and what modules tell in
 * JSON, such as {@code /limits}, over HTTP/1.1.
 *
 * <p>This is Tomcat's connector without its servlet container: four fixed pages need no web application, session or class loader, and
 * so nothing is written to disk and start-up costs a fraction.
 */
public final class AdminServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AdminServer.class.getName());

    /** Kept, because java.util.logging forgets the level of a logger that nobody holds. */
    private static final Logger TOMCAT_LOG = Logger.getLogger("org.apache");

    private static final int MOST_THREADS = 2;
    private static final int MOST_CONNECTIONS = 64;
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Http11NioProtocol protocol;
    private final ScheduledExecutorService upkeep;
    private final InetAddress address;
    private final AdminPages pages;

    private AdminServer(InetSocketAddress at, AdminPages pages) {
        address = at.getAddress();
        this.pages = pages;
        upkeep = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("admin-upkeep").daemon(true).factory());
        protocol = protocol(at, pages);
        protocol.setUtilityExecutor(upkeep);
    }

    private static Http11NioProtocol protocol(InetSocketAddress at, AdminPages pages) {
        Http11NioProtocol protocol = new Http11NioProtocol();
        protocol.setAdapter(new PagesAdapter(pages));
        protocol.setAddress(at.getAddress());
        protocol.setPort(at.getPort());
        protocol.setMaxThreads(MOST_THREADS);
        protocol.setMinSpareThreads(1);
        protocol.setMaxConnections(MOST_CONNECTIONS);
        protocol.setConnectionTimeout(TIMEOUT_MILLIS);
        protocol.setKeepAliveTimeout(TIMEOUT_MILLIS);
        protocol.setProcessorCache(MOST_THREADS);
        return protocol;
    }

    /**
     * Binds and serves.
     *
     * @param at where; port 0 takes a free one
     * @param metricsPath the path of the metrics
     * @param scrape the metrics in the Prometheus text format 0.0.4, asked for each time
     * @param told what modules tell in JSON, by path: asked for each time, with the query or an empty text
     * @param ready whether new traffic is welcome
     * @throws IOException when the address cannot be bound; the message names it
     */
    public static AdminServer start(
            InetSocketAddress at,
            String metricsPath,
            Supplier<String> scrape,
            Map<String, UnaryOperator<String>> told,
            BooleanSupplier ready)
            throws IOException {
        TOMCAT_LOG.setLevel(java.util.logging.Level.WARNING);
        AdminPages pages = new AdminPages(metricsPath, scrape, told, ready, new ServedHosts(at.getAddress()));
        AdminServer server = new AdminServer(at, pages);
        try {
            server.protocol.init();
            server.protocol.start();
            return server;
        } catch (Exception e) {
            server.close();
            throw new IOException("cannot serve metrics on " + text(at) + ": " + e.getMessage(), e);
        }
    }

    private static String text(InetSocketAddress at) {
        String host = at.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + at.getPort();
    }

    /** The address that is served, with the port that was taken. */
    public InetSocketAddress address() {
        return new InetSocketAddress(address, protocol.getLocalPort());
    }

    /** The path of the metrics from now on. */
    public void serveUnder(String metricsPath) {
        pages.metricsPath(metricsPath);
    }

    /** Closes the port and every connection. */
    @Override
    public void close() {
        try {
            protocol.stop();
            protocol.destroy();
        } catch (Exception e) {
            LOG.log(Level.WARNING, "the admin server did not close cleanly", e);
        }
        upkeep.shutdownNow();
    }
}
