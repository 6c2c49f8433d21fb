package io.zentinelproxy.core.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The block {@code observability}. */
public record ObservabilitySettings(AccessLog accessLog, Metrics metrics) {

    /**
     * @param file where lines go, or null for standard output
     * @param bufferOctets how much may wait to be written; lines that do not fit are dropped and counted
     */
    public record AccessLog(
            boolean enabled, Format format, @Nullable Path file, int bufferOctets) {}

    /** JSON: one object a line. COMBINED: the Apache combined format, then request id and duration. */
    public enum Format {
        JSON,
        COMBINED
    }

    /** The admin server's address and the path of the metrics on it. */
    public record Metrics(boolean enabled, InetSocketAddress address, String path) {}
}
