package io.zentinelproxy.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code error-pages}: how errors of our own are told.
 *
 * @param defaultFormat the form where the page names none; null for what the client accepts
 * @param pages what is said of a status, the nearest first
 * @param templates those of a directory, the nearest first, for what no page says
 */
public record ErrorPageSettings(@Nullable ErrorFormat defaultFormat, List<Page> pages, List<Page> templates) {
    /**
     * The page of some statuses.
     *
     * @param first status of the range, and last
     * @param format null where the default holds
     * @param template null for the form's own
     * @param message in place of our sentence, or null
     * @param headers lines of the answer
     */
    public record Page(
            int first,
            int last,
            @Nullable ErrorFormat format,
            @Nullable PageTemplate template,
            @Nullable String message,
            List<HeaderEdits.Line> headers) {
        public boolean isFor(int status) {
            return status >= first && status <= last;
        }
    }
}
