package io.zentinelproxy.launcher.differential;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** Tomcat as it comes, with one servlet for all. */
final class TomcatOrigin implements Origin {
    private final Tomcat tomcat = new Tomcat();

    /** Kept, because java.util.logging forgets the level of a logger that nobody holds. */
    private final Logger log = Logger.getLogger("org.apache");

    /** @param folder for what it writes */
    TomcatOrigin(Path folder) throws LifecycleException {
        log.setLevel(Level.SEVERE);
        tomcat.setBaseDir(folder.toString());
        Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
        connector.setPort(0);
        connector.setURIEncoding("ISO-8859-1");
        connector.setProperty("address", "127.0.0.1");
        // A name in its refusals too.
        connector.setProperty("server", "Tomcat");
        connector.setProperty("maxKeepAliveRequests", "-1");
        connector.setProperty("keepAliveTimeout", "-1");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(context, "echo", new Echo());
        context.addServletMappingDecoded("/*", "echo");
        tomcat.start();
    }

    /** Not serialised, whatever servlets are by their type. */
    @SuppressWarnings("serial")
    private static final class Echo extends HttpServlet {
        private final transient AtomicLong seen = new AtomicLong();

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] content = request.getInputStream().readAllBytes();
            String query = request.getQueryString();
            String target = request.getRequestURI() + (query == null ? "" : "?" + query);
            String host = Objects.requireNonNullElse(request.getHeader("Host"), "-");
            String path = Objects.requireNonNullElse(request.getPathInfo(), "-");
            Understood understood =
                    Understood.of(request.getMethod(), target, path, host, content, seen.incrementAndGet());
            response.setHeader(Understood.FIELD, understood.line());
            response.setContentLength(0);
        }
    }

    /** Path parameters are no part of it (Servlet 6.1 section 3.5), nor empty segments. */
    @Override
    public String expectedPath(String target) {
        return Paths.decoded(Paths.of(target).replaceAll(";[^/]*", "").replaceAll("/+", "/"));
    }

    @Override
    public String name() {
        return "Tomcat";
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), tomcat.getConnector().getLocalPort());
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        }
    }
}
