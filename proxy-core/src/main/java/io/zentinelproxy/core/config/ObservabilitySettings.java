package io.zentinelproxy.core.config;

import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code observability}.
 *
 * @param webhooks who is told of events
 */
public record ObservabilitySettings(
        AccessLog accessLog, Logging logging, Metrics metrics, List<WebhookSettings> webhooks) {

    /**
     * @param place where lines go
     * @param bufferOctets how much may wait to be written; lines that do not fit are dropped and counted
     * @param leftOut what a line does not tell; in the combined format only {@code TRACE_ID} has a meaning
     */
    public record AccessLog(
            boolean enabled,
            Format format,
            LogPlace place,
            int bufferOctets,
            Selection selection,
            Set<Detail> leftOut) {}

    /**
     * Which requests have a line.
     *
     * @param rate the share of them, from 0 to 1
     * @param errorsAlways whether a status from 400 or a fault has its line whatever the rate is
     * @param maxRefusalsPerSecond lines of one reason for a refusal within a second; 0 means no limit
     */
    public record Selection(double rate, boolean errorsAlways, int maxRefusalsPerSecond) {}

    /** What can be left out of a line. */
    public enum Detail {
        TIMESTAMP,
        TRACE_ID,
        METHOD,
        PATH,
        QUERY,
        STATUS,
        LATENCY_MS,
        BODY_BYTES_SENT,
        UPSTREAM_ADDR,
        CONNECTION_REUSED,
        USER_AGENT,
        REFERER,
        CLIENT_IP,
        TLS,
        CLIENT_CERT,
        RATE_LIMIT_HIT,
        GEO_COUNTRY,
        MODEL;

        /** The name of its key. */
        String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

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
     * @param errorLog where warnings and errors go as well, or null
     */
    public record Logging(
            Level level,
            EventForm form,
            LogPlace place,
            boolean timestamps,
            @Nullable ErrorLog errorLog) {
        /** The same with another lowest level, as the command line may ask for. */
        public Logging withLevel(Level other) {
            return new Logging(other, form, place, timestamps, errorLog);
        }

        /** The lowest level that either log takes. */
        public Level lowestLevel() {
            ErrorLog errors = errorLog;
            return errors != null && errors.level.getSeverity() < level.getSeverity() ? errors.level : level;
        }
    }

    /**
     * The log of what went wrong.
     *
     * @param level the lowest that is written: WARNING or ERROR
     */
    public record ErrorLog(LogPlace place, Level level, int bufferOctets) {}

    /** JSON: one object a line. PRETTY: text for a person. */
    public enum EventForm {
        JSON,
        PRETTY
    }

    /**
     * The admin server's address and the path of the metrics on it.
     *
     * @param highCardinality whether requests are counted for each target, too
     */
    public record Metrics(boolean enabled, InetSocketAddress address, String path, boolean highCardinality) {}
}
