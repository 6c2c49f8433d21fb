package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ObservabilitySettings;
import io.zentinelproxy.core.net.Listener;
import io.zentinelproxy.core.observe.EventLog;
import io.zentinelproxy.core.proxy.ProxyServer;
import io.zentinelproxy.launcher.admin.AdminServer;
import io.zentinelproxy.launcher.systemd.Supervisor;
import io.zentinelproxy.launcher.systemd.Watchdog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A proxy with its admin server and its signals. Traffic is served before the admin server starts, and never waits for it. */
final class RunningServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("zentinel");

    private final ProxyServer proxy;
    private final @Nullable AdminServer admin;
    private final AppLog log;
    private final Supervisor supervisor = Supervisor.of(System.getenv());
    /** Set and closed by the thread that starts and ends the server. */
    private @Nullable Watchdog watchdog;

    /** Set and closed by the same thread. */
    private @Nullable PidFile pidFile;

    private final CountDownLatch told = new CountDownLatch(1);

    private RunningServer(ProxyServer proxy, @Nullable AdminServer admin, AppLog log) {
        this.proxy = proxy;
        this.admin = admin;
        this.log = log;
    }

    /**
     * Binds and serves, and takes the signals before it says that it is ready: who hears it may send one at once.
     *
     * @throws IOException when an address is in use; nothing stays bound then
     */
    static RunningServer start(Configuration configuration) throws IOException {
        ObservabilitySettings.Logging settings = configuration.observability().logging();
        EventLog events = EventLog.open(Verbosity.over(settings));
        AppLog log = AppLog.to(events, settings.lowestLevel());
        UncaughtErrors.handle();
        try {
            StartLog.write(configuration);
            Modules modules = Modules.of(configuration);
            ProxyServer proxy = ProxyServer.start(configuration, Version.text(), events, modules.plugs());
            modules.tellOf(proxy.observers().metrics());
            return start(configuration, proxy, log);
        } catch (IOException | RuntimeException e) {
            log.close();
            events.close();
            throw e;
        }
    }

    private static RunningServer start(Configuration configuration, ProxyServer proxy, AppLog log) throws IOException {
        try {
            RunningServer server = new RunningServer(
                    proxy, startAdmin(configuration.observability().metrics(), proxy), log);
            Path pid = configuration.system().pidFile();
            server.pidFile = pid == null ? null : PidFile.write(pid);
            Signals.install(server.new Told());
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
        LOG.log(System.Logger.Level.INFO, "ready " + addresses());
        supervisor.ready(serving());
        watchdog = Watchdog.start(supervisor, proxy::ailment);
    }

    private String serving() {
        return "serving " + addresses();
    }

    private String addresses() {
        StringJoiner addresses = new StringJoiner(" ");
        for (Listener listener : proxy.listeners()) {
            addresses.add(listener.id() + "=" + text(listener.address()));
        }
        if (admin != null) {
            addresses.add("admin=" + text(admin.address()));
        }
        return addresses.toString();
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
        try {
            told.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String draining = "draining " + proxy.connections() + " connections";
        LOG.log(System.Logger.Level.INFO, draining);
        supervisor.stopping(draining);
        proxy.drain();
        LOG.log(System.Logger.Level.INFO, "stopped");
    }

    /** What the signals do. */
    private final class Told implements Signals.Actions {
        @Override
        public void end() {
            told.countDown();
        }

        @Override
        public void reload() {
            supervisor.reloading();
            LOG.log(
                    System.Logger.Level.WARNING,
                    "HUP is ignored: this version does not reload; the running configuration stays");
            supervisor.ready("reload is not supported: the running configuration stays; " + serving());
        }

        @Override
        public void reopenLogs() {
            proxy.observers().reopenLogs();
        }
    }

    @Override
    public void close() {
        if (watchdog != null) {
            watchdog.close();
        }
        proxy.close();
        if (admin != null) {
            admin.close();
        }
        if (pidFile != null) {
            pidFile.close();
        }
        log.close();
        proxy.observers().events().close();
    }
}
