package io.zentinelproxy.core.testkit;

import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.net.ConnectionFilter;
import io.zentinelproxy.core.net.Ticker;
import io.zentinelproxy.core.proxy.Plugs;
import io.zentinelproxy.core.proxy.ProxyServer;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/** A proxy that serves, configured by KDL text, in this process. Closing it ends it at once. */
public final class RunningProxy implements AutoCloseable {

    /** The listener of {@link ProxyKdl}. */
    private static final String LISTENER = "main";

    private final ProxyServer server;

    private RunningProxy(ProxyServer server) {
        this.server = server;
    }

    /** Reads this text as a configuration file and serves it. */
    public static RunningProxy start(String kdl) {
        return start(kdl, System::nanoTime, Plugs.NONE);
    }

    /** Reads this file, and what it includes, and serves it. */
    public static RunningProxy start(Path file) {
        try {
            return new RunningProxy(ProxyServer.start(ConfigurationLoader.load(file)));
        } catch (Exception refused) {
            throw new AssertionError("the proxy does not start with " + file, refused);
        }
    }

    /** In front of this origin, with everything at its default but for the pieces. */
    public static RunningProxy inFrontOf(TestOrigin origin, Piece... pieces) {
        return start(ProxyKdl.inFrontOf(origin.address(), pieces));
    }

    /** In front of an origin that is not a {@link TestOrigin}. */
    public static RunningProxy inFrontOf(InetSocketAddress origin, Piece... pieces) {
        return start(ProxyKdl.inFrontOf(origin, pieces));
    }

    /** The same, with all its timeouts measured by this clock. */
    public static RunningProxy inFrontOf(TestOrigin origin, HandClock clock, Piece... pieces) {
        return start(ProxyKdl.inFrontOf(origin.address(), pieces), clock, Plugs.NONE);
    }

    public static RunningProxy inFrontOf(InetSocketAddress origin, HandClock clock, Piece... pieces) {
        return start(ProxyKdl.inFrontOf(origin, pieces), clock, Plugs.NONE);
    }

    /** The same by the usual clock, with these filters of connections. */
    public static RunningProxy inFrontOf(TestOrigin origin, List<ConnectionFilter> filters, Piece... pieces) {
        return inFrontOf(origin, new Plugs(List.of(), List.of(listener -> filters)), pieces);
    }

    /** The same with all that modules may add. */
    public static RunningProxy inFrontOf(TestOrigin origin, Plugs plugs, Piece... pieces) {
        return start(ProxyKdl.inFrontOf(origin.address(), pieces), System::nanoTime, plugs);
    }

    private static RunningProxy start(String kdl, Ticker clock, Plugs plugs) {
        try {
            return new RunningProxy(ProxyServer.start(ConfigurationLoader.parse("test.kdl", kdl), clock, plugs));
        } catch (Exception refused) {
            throw new AssertionError("the proxy does not start with this configuration:\n" + kdl, refused);
        }
    }

    /** Puts this text into force. */
    public void reload(String kdl) {
        try {
            server.reload(ConfigurationLoader.parse("test.kdl", kdl));
        } catch (Exception refused) {
            throw new AssertionError("the proxy does not take this configuration:\n" + kdl, refused);
        }
    }

    public ProxyServer server() {
        return server;
    }

    public InetSocketAddress address() {
        return address(LISTENER);
    }

    public InetSocketAddress address(String listenerId) {
        return server.address(listenerId);
    }

    /** A new connection to the listener of {@link ProxyKdl}. */
    public RawClient connect() {
        return RawClient.connect(address());
    }

    /** Stops accepting and returns when what runs has finished or its time is over. */
    public void drain() {
        server.drain();
    }

    @Override
    public void close() {
        server.close();
    }
}
