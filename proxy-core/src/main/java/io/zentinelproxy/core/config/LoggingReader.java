package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.ObservabilitySettings.EventForm;
import io.zentinelproxy.core.config.ObservabilitySettings.Logging;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;

/** Reads what the block {@code logging} says of the application log. */
final class LoggingReader {
    private static final Key<Level> LEVEL = Key.defaulting(
            "level",
            WordTypes.choice(
                    WordTypes.sorted(Map.of(
                            "trace", Level.TRACE,
                            "debug", Level.DEBUG,
                            "info", Level.INFO,
                            "warn", Level.WARNING,
                            "error", Level.ERROR)),
                    List.of()),
            Level.INFO,
            "The lowest level that is written.");

    private static final Key<EventForm> FORM = Key.defaulting(
            "format",
            WordTypes.choice(WordTypes.sorted(Map.of("json", EventForm.JSON, "pretty", EventForm.PRETTY)), List.of()),
            EventForm.PRETTY,
            "One JSON object a line, or text for a person, in which what went wrong is followed by where.");

    private static final Key<LogPlace> PLACE = Key.defaulting(
            "file",
            WordTypes.LOG_PLACE,
            LogPlace.Stream.STDERR,
            "Where the program says what it does; reopened on the signal USR1.");

    private static final Key<Boolean> TIMESTAMPS = Key.defaulting(
            "timestamps",
            WordTypes.SWITCH,
            true,
            "Whether a line begins with its time; journald, for one, has its own.");

    static final Block BLOCK = Block.single(
                    "logging", "The application log, and the original's place for the access log.")
            .keys(LEVEL, FORM, PLACE, TIMESTAMPS)
            .blocks(AccessLogReader.BLOCK, ErrorLogReader.BLOCK)
            .unsupported("audit-log");

    private LoggingReader() {}

    static Logging read(Section section) {
        return new Logging(
                section.get(LEVEL),
                section.get(FORM),
                section.resolve(section.get(PLACE)),
                section.get(TIMESTAMPS),
                ErrorLogReader.readIn(section));
    }
}
