package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ObservabilitySettings;
import io.zentinelproxy.core.net.Listener;
import io.zentinelproxy.core.proxy.ProxyServer;
import io.zentinelproxy.launcher.admin.AdminServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.StringJoiner;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A proxy with its admin server and its signals. Traffic is served before the admin server starts, and never waits for it. */
final class RunningServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("zentinel");

    private final ProxyServer proxy;
    private final @Nullable AdminServer admin;
    private final CountDownLatch told = new CountDownLatch(1);

    private RunningServer(ProxyServer proxy, @Nullable AdminServer admin) {
        this.proxy = proxy;
        this.admin = admin;
    }

    /**
     * Binds and serves.
     *
     * @throws IOException when an address is in use; nothing stays bound then
     */
    static RunningServer start(Configuration configuration) throws IOException {
        ProxyServer proxy = ProxyServer.start(configuration, Version.text());
        try {
            RunningServer server = new RunningServer(
                    proxy, startAdmin(configuration.observability().metrics(), proxy));
            server.announce();
            return server;
        } catch (IOException | RuntimeException e) {
            proxy.close();
            throw e;
        }
    }

    private static @Nullable AdminServer startAdmin(ObservabilitySettings.Metrics settings, ProxyServer proxy)
            throws IOException {
        if (!settings.enabled()) {
            return null;
        }
        return AdminServer.start(
                settings.address(),
                settings.path(),
                () -> proxy.observers().metrics().scrape(),
                () -> !proxy.isDraining());
    }

    private void announce() {
        StringJoiner addresses = new StringJoiner(" ");
        for (Listener listener : proxy.listeners()) {
            addresses.add(listener.id() + "=" + text(listener.address()));
        }
        if (admin != null) {
            addresses.add("admin=" + text(admin.address()));
        }
        LOG.log(System.Logger.Level.INFO, "ready " + addresses);
    }

    static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    ProxyServer proxy() {
        return proxy;
    }

    @Nullable
    AdminServer admin() {
        return admin;
    }

    /** Serves until TERM or INT, then drains. A second signal ends it at once, by the signals' own doing. */
    void serveUntilTold() {
        Signals.install(new Signals.Actions() {
            @Override
            public void end() {
                told.countDown();
            }

            @Override
            public void reopenLogs() {
                proxy.observers().reopenLogs();
            }
        });
        try {
            told.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.log(System.Logger.Level.INFO, "draining " + proxy.connections() + " connections");
        proxy.drain();
        LOG.log(System.Logger.Level.INFO, "stopped");
    }

    @Override
    public void close() {
        proxy.close();
        if (admin != null) {
            admin.close();
        }
    }
}
