package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.SystemSettings;
import io.zentinelproxy.launcher.takeover.Incumbent;
import io.zentinelproxy.launcher.takeover.Takeover;
import io.zentinelproxy.launcher.takeover.UpgradeSocket;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a process can be asked for its sockets: {@code upgrade-socket}, else beside the {@code pid-file}, else in the folder that systemd has made for what
 * is there only while the service runs.
 *
 * @param configured whether it is named; one that follows from something else is done without where it cannot be opened
 */
record UpgradePath(Path path, boolean configured) {
    private static final System.Logger LOG = System.getLogger("zentinel");

    static @Nullable UpgradePath of(SystemSettings settings, Map<String, String> environment) {
        if (settings.upgradeSocket() != null) {
            return new UpgradePath(settings.upgradeSocket(), true);
        }
        Path pid = settings.pidFile();
        if (pid != null) {
            return new UpgradePath(pid.resolveSibling(pid.getFileName() + ".upgrade"), false);
        }
        String folders = environment.getOrDefault("RUNTIME_DIRECTORY", "");
        return folders.isEmpty() ? null : new UpgradePath(Path.of(folders.split(":", 2)[0], "upgrade.sock"), false);
    }

    /**
     * Asks the process that is to be taken over.
     *
     * @return null where there is none, and this one starts as any does
     * @throws IOException when it cannot be asked, or refuses
     */
    static @Nullable Takeover takeover(SystemSettings settings, Map<String, String> environment) throws IOException {
        UpgradePath there = of(settings, environment);
        if (there == null) {
            throw new IOException(
                    "--upgrade needs to know where to ask: give `system` an upgrade-socket or a pid-file");
        }
        Takeover takeover = Takeover.at(there.path);
        LOG.log(
                Level.INFO,
                takeover == null
                        ? "nobody listens on " + there.path + ": there is nothing to take over"
                        : "taking the place of process " + takeover.process());
        return takeover;
    }

    /** Opens it; null where it cannot be and is not configured. */
    @Nullable
    UpgradeSocket open(Incumbent incumbent) throws IOException {
        try {
            return UpgradeSocket.open(path, incumbent);
        } catch (IOException e) {
            if (configured) {
                throw e;
            }
            LOG.log(Level.WARNING, "run --upgrade will not find this process: " + e.getMessage());
            return null;
        }
    }
}
