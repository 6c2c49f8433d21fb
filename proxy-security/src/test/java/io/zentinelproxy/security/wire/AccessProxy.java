package io.zentinelproxy.security.wire;

import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.net.Ticker;
import io.zentinelproxy.core.proxy.Plugs;
import io.zentinelproxy.core.proxy.ProxyServer;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.security.access.Access;
import io.zentinelproxy.security.access.GeoType;
import io.zentinelproxy.security.access.ReputationType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A real proxy whose only route lists these filters, the first of which is named {@code f1}. */
final class AccessProxy implements AutoCloseable {
    /** The origin says a country, too: who asks the proxy must not take that for the proxy's word. */
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-GeoIP-Country: ZZ\r\n\r\nok";

    private final TestOrigin origin = TestOrigin.answering(OK);
    private final Access access;
    private final ProxyServer server;

    private AccessProxy(Ticker ticker, String listener, String... filters) {
        access = new Access(ticker);
        Plugs plugs = Plugs.NONE.onRoutes(List.of(access));
        try {
            server = ProxyServer.start(
                    read(origin.address(), Piece.listener(listener), filters), System::nanoTime, plugs);
        } catch (ConfigurationException | IOException e) {
            throw new AssertionError(e);
        }
        access.tellOf(server.observers().metrics());
    }

    /** @param filters a type and the keys of each, such as {@code "geo"; action "allow"} */
    static AccessProxy with(String... filters) {
        return new AccessProxy(System::nanoTime, "", filters);
    }

    static AccessProxy with(Ticker ticker, String... filters) {
        return new AccessProxy(ticker, "", filters);
    }

    /** One that stands behind proxies of the loopback network, and believes them. */
    static AccessProxy behindProxies(String... filters) {
        return new AccessProxy(System::nanoTime, "trusted-proxies \"127.0.0.0/8\"", filters);
    }

    static Configuration read(InetSocketAddress origin, String... filters) throws ConfigurationException {
        return read(origin, Piece.listener(""), filters);
    }

    private static Configuration read(InetSocketAddress origin, Piece listener, String... filters)
            throws ConfigurationException {
        StringBuilder blocks = new StringBuilder();
        StringBuilder listed = new StringBuilder("filters");
        for (int at = 0; at < filters.length; at++) {
            String id = "\"f" + (at + 1) + "\"";
            blocks.append("filter " + id + " {\ntype " + filters[at] + "\n}\n");
            listed.append(' ').append(id);
        }
        String kdl = ProxyKdl.inFrontOf(
                origin,
                listener,
                Piece.filters(blocks.toString()),
                Piece.route(filters.length == 0 ? "" : "" + listed));
        return ConfigurationLoader.parse("test.kdl", kdl, List.of(new GeoType(), new ReputationType()));
    }

    /** Puts these filters into force in the place of the others. */
    void reload(String... filters) {
        try {
            server.reload(read(origin.address(), filters));
        } catch (ConfigurationException | IOException e) {
            throw new AssertionError(e);
        }
    }

    InetSocketAddress address() {
        return server.address("main");
    }

    /** The answer to a client with this address of the loopback network, which says these lines. */
    Reply ask(String client, String... lines) {
        try (RawClient connection = RawClient.connectFrom(client, address())) {
            String said = Arrays.stream(lines).map(line -> line + "\r\n").collect(Collectors.joining());
            return connection
                    .send("GET / HTTP/1.1\r\nHost: a\r\n" + said + "\r\n")
                    .read();
        }
    }

    /** The answer to a client whom a trusted proxy tells of. */
    Reply askFor(String client) {
        return ask("127.0.0.1", "X-Forwarded-For: " + client);
    }

    int status(String client) {
        return ask(client).status();
    }

    /** What has reached the origin, in its order. */
    List<ReceivedRequest> received() {
        return origin.requests();
    }

    /** What a metric has come to once all that was asked has ended: an exchange is counted behind its answer. */
    long counted(String metric) {
        await().until(() -> reading("zentinel_active_requests{listener=\"main\"}") == 0);
        return reading(metric);
    }

    private long reading(String metric) {
        return server.observers()
                .metrics()
                .scrape()
                .lines()
                .filter(line -> line.startsWith(metric + " "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(metric.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + metric));
    }

    long decided(String type, String verdict) {
        return counted("zentinel_" + type + "_decisions_total{filter=\"f1\",verdict=\"" + verdict + "\"}");
    }

    /** Readings of a changed file that failed. */
    long failures(Object file) {
        return counted("zentinel_access_list_failures_total{file=\"" + file + "\"}");
    }

    @Override
    public void close() {
        server.close();
        access.close();
        origin.close();
    }
}
