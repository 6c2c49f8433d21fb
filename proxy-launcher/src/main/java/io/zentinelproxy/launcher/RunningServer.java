package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.config.LoadedConfiguration;
import io.zentinelproxy.core.config.ObservabilitySettings;
import io.zentinelproxy.core.net.Listener;
import io.zentinelproxy.core.observe.EventLog;
import io.zentinelproxy.core.proxy.Plugs;
import io.zentinelproxy.core.proxy.ProxyServer;
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
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A proxy with its admin server and its signals. Traffic is served before the admin server starts, and never waits for it. */
final class RunningServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("zentinel");

    /** How long the process whose place is taken may need to close its admin server. */
    private static final Duration ADMIN_PATIENCE = Duration.ofSeconds(10);

    private final ProxyServer proxy;
    private final Modules modules;
    private final Administration administration;
    private final Changeover inForce;
    private final @Nullable Successor successor;

    /** Where the configuration is read again; null where it stands in no file. */
    private final @Nullable Path file;

    private final @Nullable Reloading reloading;

    /** Null unless the configuration asks for it. Guarded by this. */
    private @Nullable ConfigurationWatch autoReload;

    private final Supervisor supervisor = Supervisor.of(System.getenv());
    /** Set and closed by the thread that starts and ends the server. */
    private @Nullable Watchdog watchdog;

    /** Opened and closed by the same thread, and by reloads; others look whether it is there. */
    private volatile @Nullable UpgradeSocket upgradeSocket;

    private final CountDownLatch told = new CountDownLatch(1);

    /** The listeners whose sockets another process has by now, which serves in place of this one; null while none does. */
    private volatile @Nullable Set<String> handedOver;

    private RunningServer(
            ProxyServer proxy,
            Modules modules,
            Administration administration,
            Changeover inForce,
            @Nullable Path file,
            @Nullable Successor successor) {
        this.proxy = proxy;
        this.modules = modules;
        this.administration = administration;
        this.inForce = inForce;
        this.file = file;
        this.successor = successor;
        reloading = file == null
                ? null
                : new Reloading(() -> ConfigurationLoader.loadWithFiles(file, Modules.BLOCKS), new Reloaded());
    }

    /** Serves what stands in no file, and so is never reloaded; no other process is taken over, nor takes over this one. */
    static RunningServer start(Configuration configuration) throws IOException {
        return start(LoadedConfiguration.of(configuration), null, null, null);
    }

    /**
     * Binds and serves, and takes the signals before it says that it is ready: who hears it may send one at once.
     *
     * @param file where the configuration is read again, or null where it stands in none
     * @param takeover of the process that serves so far, or null where there is none
     * @param successor what starts the process that takes over this one, or null where none does
     * @throws IOException when an address is in use; nothing stays bound then, and a process that served before goes on
     */
    static RunningServer start(
            LoadedConfiguration loaded, @Nullable Path file, @Nullable Takeover takeover, @Nullable Successor successor)
            throws IOException {
        Configuration configuration = loaded.configuration();
        ObservabilitySettings.Logging settings =
                Verbosity.over(configuration.observability().logging());
        EventLog events = EventLog.open(settings);
        AppLog log = AppLog.to(events, settings.lowestLevel());
        UncaughtErrors.handle();
        try {
            StartLog.write(configuration);
            Modules modules = new Modules();
            TakenSockets taken = takeover == null
                    ? null
                    : new TakenSockets(takeover, configuration.observability().metrics());
            Plugs plugs = modules.plugs().listeningOn(taken == null ? Activation.of(System.getenv()) : taken);
            ProxyServer proxy = ProxyServer.start(loaded, Version.text(), events, plugs);
            modules.tellOf(proxy.observers().metrics(), proxy.events());
            Administration administration = new Administration(proxy, modules.pages());
            Changeover inForce = new Changeover(loaded, proxy, administration, log, events);
            return new RunningServer(proxy, modules, administration, inForce, file, successor).start(taken);
        } catch (IOException | RuntimeException e) {
            log.close();
            events.close();
            throw e;
        }
    }

    private RunningServer start(@Nullable TakenSockets taken) throws IOException {
        try {
            Signals.install(new Told());
            if (taken == null) {
                takePlace();
            } else {
                takePlaceOf(taken);
            }
            announce();
            watchFiles();
            return this;
        } catch (IOException | RuntimeException e) {
            proxy.close();
            administration.close();
            throw e;
        }
    }

    private void takePlace() throws IOException {
        administration
                .prepare(inForce.configuration().observability().metrics())
                .complete();
        inForce.writePid();
        openUpgradeSocket();
    }

    /** The other process has let go: from here on nothing may end this one, as nobody else serves. */
    private void takePlaceOf(TakenSockets taken) {
        LOG.log(System.Logger.Level.INFO, "serving in place of process " + taken.process());
        attempt(() -> {
            ObservabilitySettings.Metrics settings =
                    inForce.configuration().observability().metrics();
            taken.awaitAdmin(ADMIN_PATIENCE);
            administration.prepare(settings).complete();
        });
        attempt(inForce::writePid);
        attempt(this::openUpgradeSocket);
    }

    /** A step without which clients are served all the same. */
    private static void attempt(Patience.Attempt step) {
        try {
            step.make();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "serving, but " + e.getMessage());
        }
    }

    private void openUpgradeSocket() throws IOException {
        UpgradePath path = UpgradePath.of(inForce.configuration().system(), System.getenv());
        upgradeSocket = path == null ? null : path.open(new ThisProcess());
    }

    private void closeUpgradeSocket() {
        UpgradeSocket closing = upgradeSocket;
        upgradeSocket = null;
        if (closing != null) {
            closing.close();
        }
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
    @Nullable
    InetSocketAddress adminAddress() {
        return administration.address();
    }

    /** Serves until TERM or INT, or until another process serves in its place; then drains. A second signal ends it at once, by the signals' own doing. */
    void serveUntilTold() {
        try {
            told.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Set<String> others = handedOver;
        endWatch();
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
            administration.close();
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
            if (told.getCount() == 0) {
                // Whoever has taken over may have its pid-file and its ports by now, which a reload here would touch.
                LOG.log(System.Logger.Level.WARNING, "HUP is ignored: this process drains and ends");
            } else if (reloading == null) {
                supervisor.reloading();
                LOG.log(System.Logger.Level.WARNING, "HUP is ignored: this configuration stands in no file");
                supervisor.ready(serving());
            } else {
                reloading.reload();
            }
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

    /** What a reload does. */
    private final class Reloaded implements Reloading.Target {
        @Override
        public void begin() {
            supervisor.reloading();
        }

        @Override
        public void follow(LoadedConfiguration next) throws IOException {
            UpgradePath before = UpgradePath.of(inForce.configuration().system(), System.getenv());
            inForce.follow(next);
            if (!Objects.equals(before, UpgradePath.of(next.configuration().system(), System.getenv()))) {
                closeUpgradeSocket();
                attempt(RunningServer.this::openUpgradeSocket);
            }
            watchFiles();
            LOG.log(
                    System.Logger.Level.INFO,
                    "reloaded, generation " + proxy.configuration().generation() + ", sha256 " + next.digest() + ": "
                            + addresses());
        }

        @Override
        public boolean isInForce(LoadedConfiguration other) {
            return Objects.equals(other.digest(), inForce.loaded().digest());
        }

        @Override
        public void stays() {
            proxy.reloadNotNeeded();
        }

        @Override
        public void refuse(String why) {
            proxy.reloadFailed(why);
        }

        @Override
        public void end(String how) {
            supervisor.ready(how + "; " + serving());
        }
    }

    /** As the configuration in force asks for. Called from the watch's own thread as well. */
    private synchronized void watchFiles() {
        boolean wanted = inForce.configuration().system().autoReload();
        if (wanted && autoReload == null && file != null && reloading != null) {
            autoReload = ConfigurationWatch.start(file, inForce::loaded, reloading);
        } else if (!wanted) {
            endWatch();
        }
    }

    private synchronized void endWatch() {
        if (autoReload != null) {
            autoReload.close();
            autoReload = null;
        }
    }

    @Override
    public void close() {
        endWatch();
        if (watchdog != null) {
            watchdog.close();
        }
        closeUpgradeSocket();
        proxy.close();
        modules.close();
        administration.close();
        inForce.close();
    }
}
