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
public final class EventLog implements Teller, AutoCloseable {
    private static final String NAME = "application log";

    /** Room for lines that wait. */
    private static final int BUFFER_OCTETS = 512 * 1024;

    private final ObservabilitySettings.Logging settings;
    private final Level level;
    private final EventFormat format;
    private final LineLog lines;
    private final @Nullable ErrorLog errors;

    /** Who writes what comes after the close. */
    private volatile @Nullable EventLog successor;

    private EventLog(ObservabilitySettings.Logging settings, LineLog lines, @Nullable ErrorLog errors) {
        this.settings = settings;
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
        boolean closed = isEnabled(event.level()) && !lines.appendAtOnce(format, event);
        if (errors != null) {
            closed |= !errors.write(event);
        }
        EventLog next = successor;
        if (closed && next != null) {
            next.write(event);
        }
    }

    /** Whether it is what these settings ask for. */
    public boolean isBy(ObservabilitySettings.Logging others) {
        return settings.equals(others);
    }

    /** Has another one write what comes once this is closed. */
    public void replacedBy(EventLog other) {
        successor = other;
        lines.replaced();
        if (errors != null) {
            errors.lines().replaced();
        }
    }

    @Nullable
    ErrorLog errors() {
        return errors;
    }

    @Nullable
    EventLog successor() {
        return successor;
    }

    /**
     * Events of a kind for exchanges to write, to be made when a configuration loads.
     *
     * @param source who says it, such as {@code filter.log}; US-ASCII, of our own choice
     */
    public ExchangeEvents events(Level at, String source, EventMembers members) {
        return new ExchangeEvents(outlets(at, source, members), () -> {
            EventLog next = successor;
            return next == null ? null : next.events(at, source, members);
        });
    }

    private List<ExchangeEvents.Outlet> outlets(Level at, String source, EventMembers members) {
        List<ExchangeEvents.Outlet> outlets = new ArrayList<>();
        if (isEnabled(at)) {
            outlets.add(new ExchangeEvents.Outlet(lines, format.of(at, source, members)));
        }
        if (errors != null) {
            outlets.addAll(errors.outlets(at, source, members));
        }
        return outlets;
    }

    /** Who writes failed exchanges into the error log, or null where there is none. */
    public @Nullable ExchangeObserver failedExchanges() {
        return errors == null ? null : new FailedExchanges(errors, this);
    }

    /** What was lost. */
    @Override
    public void tell(Figures figures) {
        tell(figures, lines, "application");
        if (errors != null) {
            tell(figures, errors.lines(), "error");
        }
    }

    private static void tell(Figures figures, LineLog log, String name) {
        figures.put(Reading.LOG_DROPPED, log.dropped(), name);
        figures.put(Reading.LOG_WRITE_ERRORS, log.writeErrors(), name);
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
