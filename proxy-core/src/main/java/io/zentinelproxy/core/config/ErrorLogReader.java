package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.ObservabilitySettings.ErrorLog;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code error-log}. */
final class ErrorLogReader {
    private static final long KIB = 1024;

    private static final Key<Boolean> ENABLED =
            Key.defaulting("enabled", WordTypes.SWITCH, true, "Whether lines are written.");

    private static final Key<LogPlace> PLACE = Key.defaulting(
            "file",
            WordTypes.LOG_PLACE,
            new LogPlace.File(Path.of("/var/log/zentinel/error.log")),
            "Where lines go, in JSON; reopened on the signal USR1.");

    private static final Key<Level> LEVEL = Key.defaulting(
            "level",
            WordTypes.choice(WordTypes.sorted(Map.of("warn", Level.WARNING, "error", Level.ERROR)), List.of()),
            Level.WARNING,
            "The lowest level that is written. A defect of ours is an error, an origin that fails is a warning.");

    private static final Key<Long> BUFFER = Key.defaulting(
                    "buffer-size",
                    QuantityTypes.size(4 * KIB, 1024 * 1024 * KIB),
                    256 * KIB,
                    "How much may wait to be written; lines that do not fit are dropped and counted.")
            .alias("buffer-size-bytes");

    static final Block BLOCK = Block.single(
                    "error-log",
                    "Warnings and errors of the application log, and requests that we or an origin failed, "
                            + "in a file of their own. Without this block there is none.")
            .keys(ENABLED, PLACE, LEVEL, BUFFER);

    private ErrorLogReader() {}

    /** The settings of the block in the one around it, or null without the block or where it is off. */
    static @Nullable ErrorLog readIn(Section around) {
        boolean written = around.has(BLOCK);
        return around.one(BLOCK, section -> read(section, written)).orElse(null);
    }

    private static Optional<ErrorLog> read(Section section, boolean written) {
        boolean enabled = section.get(ENABLED) && written;
        ErrorLog log = new ErrorLog(
                section.resolve(section.get(PLACE)), section.get(LEVEL), Math.toIntExact(section.get(BUFFER)));
        return enabled ? Optional.of(log) : Optional.empty();
    }
}
