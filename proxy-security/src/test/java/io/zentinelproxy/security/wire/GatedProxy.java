package io.zentinelproxy.security.wire;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.net.Ticker;
import io.zentinelproxy.core.proxy.Plugs;
import io.zentinelproxy.core.proxy.ProxyServer;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.security.gate.Gate;
import io.zentinelproxy.security.gate.GateBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real proxy whose listener {@code main} has connection filters. */
final class GatedProxy implements AutoCloseable {
    /** Where the listener of the kit listens. */
    private static final String IPV4 = "127.0.0.1:0";

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final TestOrigin origin;
    private final Gate gate;
    private final ProxyServer server;
    private final List<Integer> flags = new CopyOnWriteArrayList<>();

    private GatedProxy(String at, String filters, Ticker ticker, Piece... more) {
        origin = TestOrigin.answering(OK);
        gate = new Gate(ticker);
        Plugs plugs = new Plugs(List.of(exchange -> flags.add(exchange.flagged())), List.of(gate));
        try {
            server = ProxyServer.start(read(at, origin.address(), filters, more), System::nanoTime, plugs);
        } catch (ConfigurationException | IOException e) {
            throw new AssertionError(e);
        }
        gate.tellOf(server.observers().metrics());
    }

    /** With these lines in the block {@code connection-filters}. */
    static GatedProxy with(String filters) {
        return new GatedProxy(IPV4, filters, System::nanoTime);
    }

    /** The same with its access log in a file. */
    static GatedProxy logging(Path file, String filters) {
        Piece log = Piece.observability(
                "access-log { format \"json\"; file \"" + file + "\"; }\nmetrics { enabled #false; }");
        return new GatedProxy(IPV4, filters, System::nanoTime, log);
    }

    /** The same, listening at ::1. */
    static GatedProxy atIpv6(String filters) {
        return new GatedProxy("[::1]:0", filters, System::nanoTime);
    }

    /** The same by a clock of the gate's. */
    static GatedProxy with(Ticker ticker, String filters) {
        return new GatedProxy(IPV4, filters, ticker);
    }

    static Configuration read(InetSocketAddress origin, String filters) throws ConfigurationException {
        return read(IPV4, origin, filters);
    }

    private static Configuration read(String at, InetSocketAddress origin, String filters, Piece... more)
            throws ConfigurationException {
        Piece[] pieces = Arrays.copyOf(more, more.length + 1);
        pieces[more.length] = Piece.listener("connection-filters {\n" + filters + "\n}");
        String kdl = ProxyKdl.inFrontOf(origin, pieces).replace(IPV4, at);
        return ConfigurationLoader.parse("test.kdl", kdl, List.of(new GateBlock()));
    }

    /** Puts these lines into force in the place of the others. */
    void reload(String filters) {
        try {
            server.reload(read(IPV4, origin.address(), filters));
        } catch (ConfigurationException | IOException e) {
            throw new AssertionError(e);
        }
    }

    InetSocketAddress address() {
        return server.address("main");
    }

    TestOrigin origin() {
        return origin;
    }

    /** A new connection out of this address of the loopback network. */
    RawClient from(String client) {
        return RawClient.connectFrom(client, address());
    }

    /** Whether a client with this address is served. */
    boolean serves(String client) {
        try (RawClient connection = from(client)) {
            return serves(connection);
        }
    }

    /** Whether this connection is, or was refused without a word. */
    static boolean serves(RawClient connection) {
        connection.trySend("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        try {
            return connection.readUnlessClosed() != null;
        } catch (AssertionError | UncheckedIOException reset) {
            return false;
        }
    }

    /** How suspicious the client of each request so far was. */
    List<Integer> flags() {
        return flags;
    }

    String metrics() {
        return server.observers().metrics().scrape();
    }

    /** Connections of the listener refused for this reason. */
    long refused(String reason) {
        return counted("zentinel_connections_refused_total{listener=\"main\",reason=\"" + reason + "\"} ");
    }

    /** Readings of this list that failed. */
    long failures(String list) {
        return counted("zentinel_connection_list_failures_total{list=\"" + list + "\",listener=\"main\"} ");
    }

    private long counted(String start) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(start.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + start));
    }

    @Override
    public void close() {
        server.close();
        gate.close();
        origin.close();
    }
}
