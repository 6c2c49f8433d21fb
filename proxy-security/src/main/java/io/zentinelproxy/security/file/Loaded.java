package io.zentinelproxy.security.file;

import java.util.List;

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
}
