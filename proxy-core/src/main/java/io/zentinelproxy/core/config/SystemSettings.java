package io.zentinelproxy.core.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code system}.
 *
 * @param workerThreads carrier threads of the virtual-thread scheduler; 0 means one per core
 * @param maxConnections client connections open at once over all listeners; more are closed at accept
 * @param gracefulShutdownTimeout how long running exchanges may go on after TERM
 * @param drainIdle how long an idle connection of HTTP/1.1 may still send a request when the process ends
 * @param requestIdFormat the shape of a request id that we make
 * @param workingDirectory what relative paths of the configuration start from; empty for the folder that the process was started in
 * @param pidFile where the number of the process is written, or null
 * @param dns how names of origins become addresses
 * @param upgradeSocket where a process asks that takes the place of this one, or null where that follows from other things
 * @param autoReload whether the configuration is loaded anew when its files change
 */
public record SystemSettings(
        int workerThreads,
        int maxConnections,
        Duration gracefulShutdownTimeout,
        Duration drainIdle,
        RequestIdFormat requestIdFormat,
        Path workingDirectory,
        @Nullable Path pidFile,
        DnsSettings dns,
        @Nullable Path upgradeSocket,
        boolean autoReload) {

    /** TINYFLAKE: 11 characters of Base58, 3 of time and 8 random. UUID: RFC 9562 version 4. */
    public enum RequestIdFormat {
        TINYFLAKE,
        UUID
    }
}
