package io.zentinelproxy.launcher;

import io.zentinelproxy.core.observe.EventLog;
import io.zentinelproxy.core.observe.LogEvent;
import java.lang.System.Logger.Level;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/** Hands what is logged through {@code System.Logger} or java.util.logging to the application log. Any thread. */
final class LogHandler extends Handler {
    private final EventLog events;
    private final SimpleFormatter texts = new SimpleFormatter();

    LogHandler(EventLog events) {
        this.events = events;
    }

    @Override
    public void publish(LogRecord event) {
        events.write(new LogEvent(
                level(event.getLevel()), event.getLoggerName(), event.getMillis(), text(event), event.getThrown()));
    }

    private String text(LogRecord event) {
        String text = texts.formatMessage(event);
        return text == null ? "" : text;
    }

    private static Level level(java.util.logging.Level level) {
        int value = level.intValue();
        if (value >= java.util.logging.Level.SEVERE.intValue()) {
            return Level.ERROR;
        }
        if (value >= java.util.logging.Level.WARNING.intValue()) {
            return Level.WARNING;
        }
        if (value >= java.util.logging.Level.CONFIG.intValue()) {
            return Level.INFO;
        }
        return value >= java.util.logging.Level.FINE.intValue() ? Level.DEBUG : Level.TRACE;
    }

    @Override
    public void flush() {
        // The log's own thread writes within its period.
    }

    @Override
    public void close() {
        // Whoever opened the log closes it.
    }
}
