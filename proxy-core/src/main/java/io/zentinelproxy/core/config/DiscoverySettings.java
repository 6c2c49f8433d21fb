package io.zentinelproxy.core.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where the targets of an upstream come from while it serves: its block {@code discovery}. */
public sealed interface DiscoverySettings {
    /** What holds for each kind. */
    Bounds bounds();

    /**
     * Every address of a name is a target.
     *
     * @param refresh look again after so long even where records live longer, or null for as long as they live
     */
    record Dns(String hostname, int port, @Nullable Duration refresh, Bounds bounds) implements DiscoverySettings {}

    /**
     * Every SRV record (RFC 2782) of the lowest priority is a target.
     *
     * @param service the name of the records, such as {@code _http._tcp.app.internal}
     * @param refresh as in {@link Dns}
     */
    record Srv(String service, @Nullable Duration refresh, Bounds bounds) implements DiscoverySettings {}

    /**
     * Every line of a file is a target.
     *
     * @param watchInterval how often it is looked at
     */
    record File(Path path, Duration watchInterval, Bounds bounds) implements DiscoverySettings {}

    /**
     * @param maxTargets more than so many are not taken, and those before stay
     * @param onEmpty what an answer without any target does
     */
    record Bounds(int maxTargets, OnEmpty onEmpty) {}

    /** KEEP: those before stay. CLEAR: there are none then. */
    enum OnEmpty {
        KEEP,
        CLEAR
    }
}
