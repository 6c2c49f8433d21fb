package io.zentinelproxy.core.config;

import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;

/** The block {@code observability}. */
public record ObservabilitySettings(AccessLog accessLog, Logging logging, Metrics metrics) {

    /**
     * @param place where lines go
     * @param bufferOctets how much may wait to be written; lines that do not fit are dropped and counted
     */
    public record AccessLog(boolean enabled, Format format, LogPlace place, int bufferOctets) {}

    /** JSON: one object a line. COMBINED: the Apache combined format, then request id and duration. */
    public enum Format {
        JSON,
        COMBINED
    }

    /**
     * The application log.
     *
     * @param level the lowest that is written
     * @param timestamps whether a line begins with its time
     */
    public record Logging(Level level, EventForm form, LogPlace place, boolean timestamps) {
        /** The same with another lowest level, as the command line may ask for. */
        public Logging withLevel(Level other) {
            return new Logging(other, form, place, timestamps);
        }
    }

    /** JSON: one object a line. PRETTY: text for a person. */
    public enum EventForm {
        JSON,
        PRETTY
    }

    /** The admin server's address and the path of the metrics on it. */
    public record Metrics(boolean enabled, InetSocketAddress address, String path) {}
}
