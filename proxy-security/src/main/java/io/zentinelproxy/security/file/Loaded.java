package io.zentinelproxy.security.file;

import io.zentinelproxy.core.config.Located;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.config.kdl.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a source came to when the configuration was read.
 *
 * @param stamps of its files before they were read: a change since then is seen
 */
public record Loaded<T>(Source<T> source, T value, List<Stamp> stamps) {

    public static <T> Loaded<T> of(Source<T> source) throws BadFileException {
        List<Stamp> before = Stamp.of(source.files());
        return new Loaded<>(source, source.read(), before);
    }

    /** What the files say, or null where that was reported at the place that names one. */
    public static <T> @Nullable Loaded<T> of(Source<T> source, Section section, @Nullable Located<?> named) {
        try {
            return of(source);
        } catch (BadFileException bad) {
            section.report(Problem.at(named == null ? section.position() : named.position(), bad.reason()));
            return null;
        }
    }
}
