package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.config.ObservabilitySettings;
import io.zentinelproxy.core.exchange.ExchangeObserver;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The application log: what the program says of itself, and what filters say of exchanges. Lines wait in memory and are written by
 * one platform thread; a line that finds no room is dropped and counted. Any thread.
 */
public final class EventLog implements AutoCloseable {
    private static final String NAME = "application log";

    /** Room for lines that wait. */
    private static final int BUFFER_OCTETS = 512 * 1024;

    private final Level level;
    private final EventFormat format;
    private final LineLog lines;
    private final @Nullable ErrorLog errors;

    private EventLog(ObservabilitySettings.Logging settings, LineLog lines, @Nullable ErrorLog errors) {
        level = settings.level();
        format = EventFormat.of(settings.form(), settings.timestamps());
        this.lines = lines;
        this.errors = errors;
    }

    /**
     * Opens its place, and that of the error log where there is one, and starts writing.
     *
     * @throws IOException when a file cannot be opened; the message names it and says why
     */
    public static EventLog open(ObservabilitySettings.Logging settings) throws IOException {
        LineLog lines = LineLog.open(NAME, settings.place(), BUFFER_OCTETS);
        try {
            ObservabilitySettings.ErrorLog errors = settings.errorLog();
            return new EventLog(settings, lines, errors == null ? null : ErrorLog.open(errors));
        } catch (IOException e) {
            lines.close();
            throw e;
        }
    }

    /** The lowest level that is written. */
    public Level level() {
        return level;
    }

    public boolean isEnabled(Level asked) {
        return asked.getSeverity() >= level.getSeverity();
    }

    /** Writes what the program says, if its level is written, in the order of the calls. Not for every request: it allocates. */
    public void write(LogEvent event) {
        if (isEnabled(event.level())) {
            lines.appendAtOnce(format, event);
        }
        if (errors != null) {
            errors.write(event);
        }
    }

    /**
     * Events of a kind for exchanges to write, to be made when a configuration loads.
     *
     * @param source who says it, such as {@code filter.log}; US-ASCII, of our own choice
     */
    public ExchangeEvents events(Level at, String source, EventMembers members) {
        List<ExchangeEvents.Outlet> outlets = new ArrayList<>();
        if (isEnabled(at)) {
            outlets.add(new ExchangeEvents.Outlet(lines, format.of(at, source, members)));
        }
        if (errors != null) {
            outlets.addAll(errors.outlets(at, source, members));
        }
        return new ExchangeEvents(outlets);
    }

    /** Who writes failed exchanges into the error log, or null where there is none. */
    public @Nullable ExchangeObserver failedExchanges() {
        return errors == null ? null : new FailedExchanges(errors);
    }

    /** Has metrics tell what was lost. */
    public void tell(Metrics metrics) {
        tell(metrics, lines, "application");
        if (errors != null) {
            tell(metrics, errors.lines(), "error");
        }
    }

    private static void tell(Metrics metrics, LineLog log, String name) {
        metrics.read(Reading.LOG_DROPPED, log::dropped, name);
        metrics.read(Reading.LOG_WRITE_ERRORS, log::writeErrors, name);
    }

    /** Goes on with new files where the old ones were moved away. Returns at once. */
    public void reopen() {
        lines.reopen();
        if (errors != null) {
            errors.lines().reopen();
        }
    }

    /** Lines of the application log lost so far: no room, or a place that failed to the end. */
    long dropped() {
        return lines.dropped();
    }

    /** Writes what is there; lines that come later are dropped and counted. Waits at most 5 seconds for each file. */
    @Override
    public void close() {
        lines.close();
        if (errors != null) {
            errors.lines().close();
        }
    }
}
