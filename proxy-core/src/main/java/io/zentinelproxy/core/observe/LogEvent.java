package io.zentinelproxy.core.observe;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Something that the program says of itself.
 *
 * @param source the logger's name, or null
 * @param thrown what went wrong, or null
 */
public record LogEvent(
        Level level,
        @Nullable String source,
        long epochMillis,
        String message,
        @Nullable Throwable thrown) {}
