package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.config.ObservabilitySettings;
import io.zentinelproxy.core.exchange.Exchange;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;

/** The log of what went wrong, in JSON: a part of the application log, and the exchanges that failed. Any thread. */
final class ErrorLog {
    private static final String NAME = "error log";

    private final Level level;
    private final JsonEvents format = new JsonEvents(new EventFrame(true));
    private final LineLog lines;

    private ErrorLog(Level level, LineLog lines) {
        this.level = level;
        this.lines = lines;
    }

    /** Opens its place and starts writing. */
    static ErrorLog open(ObservabilitySettings.ErrorLog settings) throws IOException {
        return new ErrorLog(settings.level(), LineLog.open(NAME, settings.place(), settings.bufferOctets()));
    }

    private boolean takes(Level asked) {
        return asked.getSeverity() >= level.getSeverity();
    }

    /** Writes what the program says, if it is bad enough; returns false where another log is to. */
    boolean write(LogEvent event) {
        return !takes(event.level()) || lines.appendAtOnce(format, event);
    }

    /** Where events of exchanges go here: to one place, or to none. */
    List<ExchangeEvents.Outlet> outlets(Level at, String source, EventMembers members) {
        if (!takes(at)) {
            return List.of();
        }
        LineFormat<Exchange> line = format.of(at, source, members);
        return List.of(new ExchangeEvents.Outlet(lines, line));
    }

    LineLog lines() {
        return lines;
    }
}
