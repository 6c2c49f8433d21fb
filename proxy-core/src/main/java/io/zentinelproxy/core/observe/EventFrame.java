package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.bytes.Ascii;
import java.lang.System.Logger.Level;

/** What stands before the message of a line of the application log: the time, where it is wanted, and the level. */
record EventFrame(boolean timestamps) {
    private static final byte[] TIME = Ascii.octets("{\"time\":\"");
    private static final byte[] LEVEL_AFTER_TIME = Ascii.octets("\",\"level\":\"");
    private static final byte[] LEVEL = Ascii.octets("{\"level\":\"");

    /** The beginning of an object, up to the level's value inside quotes. */
    int putJson(Level level, long epochMillis, LogClock clock, byte[] into, int position) {
        int at = position;
        if (timestamps) {
            at = LineFormat.put(into, at, TIME);
            at = clock.rfc3339().put(into, at, epochMillis);
            at = LineFormat.put(into, at, LEVEL_AFTER_TIME);
        } else {
            at = LineFormat.put(into, at, LEVEL);
        }
        at = JsonText.put(into, at, json(level));
        into[at] = '"';
        return at + 1;
    }

    /** Time and level, each with a space behind. */
    int putText(Level level, long epochMillis, LogClock clock, byte[] into, int position) {
        int at = position;
        if (timestamps) {
            at = clock.rfc3339().put(into, at, epochMillis);
            into[at++] = ' ';
        }
        at = JsonText.put(into, at, text(level));
        into[at] = ' ';
        return at + 1;
    }

    private static String json(Level level) {
        return switch (level) {
            case ALL, TRACE -> "trace";
            case DEBUG -> "debug";
            case INFO -> "info";
            case WARNING -> "warn";
            case ERROR, OFF -> "error";
        };
    }

    private static String text(Level level) {
        return switch (level) {
            case ALL, TRACE -> "TRACE";
            case DEBUG -> "DEBUG";
            case INFO -> "INFO";
            case WARNING -> "WARN";
            case ERROR, OFF -> "ERROR";
        };
    }
}
