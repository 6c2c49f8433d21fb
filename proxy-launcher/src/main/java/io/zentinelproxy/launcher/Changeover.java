package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.config.LoadedConfiguration;
import io.zentinelproxy.core.config.ObservabilitySettings;
import io.zentinelproxy.core.observe.EventLog;
import io.zentinelproxy.core.proxy.ProxyServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What goes over to another configuration together with the proxy: the application log, the admin server, the pid-file. Used by one
 * thread at a time.
 */
final class Changeover implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("zentinel");

    private final ProxyServer proxy;
    private final Administration administration;
    private final AppLog log;
    private volatile EventLog events;
    private volatile LoadedConfiguration loaded;
    private volatile @Nullable PidFile pidFile;

    /** @param events in which {@code log} ends */
    Changeover(
            LoadedConfiguration loaded, ProxyServer proxy, Administration administration, AppLog log, EventLog events) {
        this.loaded = loaded;
        this.proxy = proxy;
        this.administration = administration;
        this.log = log;
        this.events = events;
    }

    /** In force, and what is known of its files. */
    LoadedConfiguration loaded() {
        return loaded;
    }

    Configuration configuration() {
        return loaded.configuration();
    }

    /** The file of the configuration at the start. */
    void writePid() throws IOException {
        Path path = configuration().system().pidFile();
        pidFile = path == null ? null : PidFile.write(path);
    }

    /**
     * Makes all that can fail first, and then goes over; what fails leaves everything as it was.
     *
     * @throws IOException what failed
     */
    void follow(LoadedConfiguration read) throws IOException {
        Configuration next = read.configuration();
        EventLog made = events;
        Administration.Change admin = null;
        PidFile pid = null;
        boolean counted = false;
        try {
            made = openLog(next);
            admin = administration.prepare(next.observability().metrics());
            pid = pidFile(next);
            counted = true;
            proxy.reload(read, made);
        } catch (IOException | RuntimeException e) {
            abandon(made, admin, pid);
            if (!counted) {
                proxy.reloadFailed(String.valueOf(e.getMessage()));
            }
            throw e;
        }
        admin.complete();
        goOn(next, made, pid);
        loaded = read;
        ConfigurationLoader.warn(read);
    }

    /** The one in force where its settings stay. */
    private EventLog openLog(Configuration next) throws IOException {
        ObservabilitySettings.Logging settings =
                Verbosity.over(next.observability().logging());
        return events.isBy(settings) ? events : EventLog.open(settings);
    }

    /** The one in force where its path stays. */
    private @Nullable PidFile pidFile(Configuration next) throws IOException {
        Path path = next.system().pidFile();
        if (Objects.equals(path, configuration().system().pidFile())) {
            return pidFile;
        }
        return path == null ? null : PidFile.write(path);
    }

    private void abandon(EventLog made, Administration.@Nullable Change admin, @Nullable PidFile pid) {
        if (made != events) {
            made.close();
        }
        if (admin != null) {
            admin.abandon();
        }
        if (pid != null && pid != pidFile) {
            pid.close();
        }
    }

    private void goOn(Configuration next, EventLog made, @Nullable PidFile pid) {
        EventLog before = events;
        if (made != before) {
            events = made;
            log.goOn(made, Verbosity.over(next.observability().logging()).lowestLevel());
            before.replacedBy(made);
            before.close();
        }
        PidFile pidBefore = pidFile;
        if (pid != pidBefore) {
            pidFile = pid;
            if (pidBefore != null) {
                pidBefore.close();
            }
        }
        if (next.system().workerThreads() != configuration().system().workerThreads()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "system.worker-threads needs a restart: the JVM reads their number once, when the first thread starts");
        }
    }

    /** What is logged after this goes to standard error. */
    @Override
    public void close() {
        PidFile pid = pidFile;
        if (pid != null) {
            pid.close();
        }
        log.close();
        events.close();
    }
}
