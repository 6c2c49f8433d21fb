package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ObservabilitySettings;
import io.zentinelproxy.core.net.Listener;
import io.zentinelproxy.core.observe.EventLog;
import io.zentinelproxy.core.proxy.Plugs;
import io.zentinelproxy.core.proxy.ProxyServer;
import io.zentinelproxy.launcher.admin.AdminServer;
import io.zentinelproxy.launcher.systemd.Supervisor;
import io.zentinelproxy.launcher.systemd.Watchdog;
import io.zentinelproxy.launcher.takeover.Activation;
import io.zentinelproxy.launcher.takeover.Incumbent;
import io.zentinelproxy.launcher.takeover.Takeover;
import io.zentinelproxy.launcher.takeover.UpgradeSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A proxy with its admin server and its signals. Traffic is served before the admin server starts, and never waits for it. */
final class RunningServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("zentinel");

    /** How long the process whose place is taken may need to close its admin server. */
    private static final Duration ADMIN_PATIENCE = Duration.ofSeconds(10);

    private final Configuration configuration;
    private final ProxyServer proxy;
    private final AppLog log;
    private final @Nullable Successor successor;

    /** Guarded by this: whoever takes our place makes us close it. */
    private @Nullable AdminServer admin;

    private final Supervisor supervisor = Supervisor.of(System.getenv());
    /** Set and closed by the thread that starts and ends the server. */
    private @Nullable Watchdog watchdog;

    /** Set and closed by the same thread. */
    private @Nullable PidFile pidFile;

    /** Opened and closed by the same thread; others look whether it is there. */
    private volatile @Nullable UpgradeSocket upgradeSocket;

    private final CountDownLatch told = new CountDownLatch(1);

    /** The listeners whose sockets another process has by now, which serves in place of this one; null while none does. */
    private volatile @Nullable Set<String> handedOver;

    private RunningServer(Configuration configuration, ProxyServer proxy, AppLog log, @Nullable Successor successor) {
        this.configuration = configuration;
        this.proxy = proxy;
        this.log = log;
        this.successor = successor;
    }

    /** Starts where no other process is to be taken over, nor takes over this one. */
    static RunningServer start(Configuration configuration) throws IOException {
        return start(configuration, null, null);
    }

    /**
     * Binds and serves, and takes the signals before it says that it is ready: who hears it may send one at once.
     *
     * @param takeover of the process that serves so far, or null where there is none
     * @param successor what starts the process that takes over this one, or null where none does
     * @throws IOException when an address is in use; nothing stays bound then, and a process that served before goes on
     */
    static RunningServer start(Configuration configuration, @Nullable Takeover takeover, @Nullable Successor successor)
            throws IOException {
        ObservabilitySettings.Logging settings = configuration.observability().logging();
        EventLog events = EventLog.open(Verbosity.over(settings));
        AppLog log = AppLog.to(events, settings.lowestLevel());
        UncaughtErrors.handle();
        try {
            StartLog.write(configuration);
            Modules modules = Modules.of(configuration);
            Plugs plugs = modules.plugs().listeningOn(takeover == null ? Activation.of(System.getenv()) : takeover);
            ProxyServer proxy = ProxyServer.start(configuration, Version.text(), events, plugs);
            modules.tellOf(proxy.observers().metrics());
            return new RunningServer(configuration, proxy, log, successor).start(takeover);
        } catch (IOException | RuntimeException e) {
            log.close();
            events.close();
            throw e;
        }
    }

    private RunningServer start(@Nullable Takeover takeover) throws IOException {
        try {
            Signals.install(new Told());
            if (takeover == null) {
                takePlace();
            } else {
                takePlaceOf(takeover);
            }
            announce();
            return this;
        } catch (IOException | RuntimeException e) {
            giveUp(takeover != null);
            throw e;
        }
    }

    private void takePlace() throws IOException {
        serveAdmin(startAdmin(configuration.observability().metrics(), proxy));
        writePid();
        openUpgradeSocket();
    }

    /** Until the other process has let go, all is tried that may end this one; after that nothing may, as nobody else serves. */
    private void takePlaceOf(Takeover takeover) throws IOException {
        ObservabilitySettings.Metrics settings = configuration.observability().metrics();
        boolean waits = takeover.admin().equals(text(settings.address()));
        if (!waits) {
            serveAdmin(startAdmin(settings, proxy));
        }
        takeover.ready();
        if (waits) {
            attempt(() -> serveAdmin(Patience.within(ADMIN_PATIENCE, () -> startAdmin(settings, proxy))));
        }
        attempt(this::writePid);
        attempt(this::openUpgradeSocket);
    }

    /** A step without which clients are served all the same. */
    private interface Step {
        void take() throws IOException;
    }

    private static void attempt(Step step) {
        try {
            step.take();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "taken over, but " + e.getMessage());
        }
    }

    private void writePid() throws IOException {
        Path pid = configuration.system().pidFile();
        pidFile = pid == null ? null : PidFile.write(pid);
    }

    private void openUpgradeSocket() throws IOException {
        UpgradePath path = UpgradePath.of(configuration.system(), System.getenv());
        upgradeSocket = path == null ? null : path.open(new ThisProcess());
    }

    private void closeUpgradeSocket() {
        UpgradeSocket closing = upgradeSocket;
        upgradeSocket = null;
        if (closing != null) {
            closing.close();
        }
    }

    private synchronized void serveAdmin(@Nullable AdminServer started) {
        admin = started;
    }

    /** Clients that have come already are served where another process goes on with the others. */
    private void giveUp(boolean another) {
        if (another) {
            proxy.drain();
        }
        proxy.close();
        closeAdmin();
    }

    private synchronized void closeAdmin() {
        AdminServer closing = admin;
        admin = null;
        if (closing != null) {
            closing.close();
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
        InetSocketAddress adminAddress = adminAddress();
        if (adminAddress != null) {
            addresses.add("admin=" + text(adminAddress));
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

    /** Where the admin server listens, or null where there is none. */
    synchronized @Nullable InetSocketAddress adminAddress() {
        return admin == null ? null : admin.address();
    }

    /** Serves until TERM or INT, or until another process serves in its place; then drains. A second signal ends it at once, by the signals' own doing. */
    void serveUntilTold() {
        try {
            told.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Set<String> others = handedOver;
        closeUpgradeSocket();
        String draining = "draining " + proxy.connections() + " connections";
        LOG.log(System.Logger.Level.INFO, draining);
        if (others == null) {
            supervisor.stopping(draining);
        } else if (watchdog != null) {
            // It is for the process that serves to give signs of life.
            watchdog.close();
        }
        proxy.drain(others == null ? Set.of() : others);
        LOG.log(System.Logger.Level.INFO, "stopped");
    }

    /** This process, as one sees it that takes its place. */
    private final class ThisProcess implements Incumbent {
        @Override
        public List<Socket> sockets() {
            return proxy.listeners().stream()
                    .map(listener -> new Socket(listener.id(), listener.address()))
                    .toList();
        }

        @Override
        public String admin() {
            InetSocketAddress address = adminAddress();
            return address == null ? "" : text(address);
        }

        @Override
        public void announce(long process) {
            supervisor.succeededBy(process);
        }

        @Override
        public void replaced(Set<String> taken) {
            handedOver = taken;
            told.countDown();
            closeAdmin();
        }
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

        @Override
        public void upgrade() {
            if (successor == null || upgradeSocket == null) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "USR2 is ignored: without a place for the upgrade-socket no process can take over");
            } else {
                successor.start();
            }
        }
    }

    @Override
    public void close() {
        if (watchdog != null) {
            watchdog.close();
        }
        closeUpgradeSocket();
        proxy.close();
        closeAdmin();
        if (pidFile != null) {
            pidFile.close();
        }
        log.close();
        proxy.observers().events().close();
    }
}
