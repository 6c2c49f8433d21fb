package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.Problem;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A configuration and what it was made of.
 *
 * @param files the file that was named, then those that it includes, each once, in the order in which they were read
 * @param folders in which files were looked for by a pattern: what is new there may belong to it
 * @param warnings what is accepted and yet seldom meant, by file and place
 * @param digest SHA-256 of the files in that order, in hexadecimal; null where there are none
 */
public record LoadedConfiguration(
        Configuration configuration,
        List<Path> files,
        List<Path> folders,
        List<Problem> warnings,
        @Nullable String digest) {
    /** One that was made of no file. */
    public static LoadedConfiguration of(Configuration configuration) {
        return new LoadedConfiguration(configuration, List.of(), List.of(), List.of(), null);
    }

    public LoadedConfiguration {
        files = List.copyOf(files);
        folders = List.copyOf(folders);
        warnings = List.copyOf(warnings);
    }
}
