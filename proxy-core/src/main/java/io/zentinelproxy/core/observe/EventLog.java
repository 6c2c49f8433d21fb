package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.config.ObservabilitySettings;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;

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

    private EventLog(ObservabilitySettings.Logging settings, LineLog lines) {
        level = settings.level();
        format = EventFormat.of(settings.form(), settings.timestamps());
        this.lines = lines;
    }

    /**
     * Opens its place and starts writing.
     *
     * @throws IOException when a file cannot be opened; the message names it and says why
     */
    public static EventLog open(ObservabilitySettings.Logging settings) throws IOException {
        return new EventLog(settings, LineLog.open(NAME, settings.place(), BUFFER_OCTETS));
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
    }

    /**
     * Events of a kind for exchanges to write, to be made when a configuration loads.
     *
     * @param source who says it, such as {@code filter.log}; US-ASCII, of our own choice
     */
    public ExchangeEvents events(Level at, String source, EventMembers members) {
        if (!isEnabled(at)) {
            return new ExchangeEvents(List.of());
        }
        return new ExchangeEvents(List.of(new ExchangeEvents.Outlet(lines, format.of(at, source, members))));
    }

    /** Goes on with a new file where the old one was moved away. Returns at once. */
    public void reopen() {
        lines.reopen();
    }

    /** Lines lost so far: no room, or a place that failed to the end. */
    public long dropped() {
        return lines.dropped();
    }

    /** Times that writing or reopening failed so far. */
    public long writeErrors() {
        return lines.writeErrors();
    }

    /** Writes what is there; lines that come later are dropped and counted. Waits at most 5 seconds. */
    @Override
    public void close() {
        lines.close();
    }
}
