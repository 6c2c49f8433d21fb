package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.Problem;
import java.nio.file.Path;
import java.util.List;

/**
 * A configuration and what it was made of.
 *
 * @param files the file that was named, then those that it includes, each once, in the order in which they were read
 * @param warnings what is accepted and yet seldom meant, by file and place
 */
public record LoadedConfiguration(Configuration configuration, List<Path> files, List<Problem> warnings) {
    public LoadedConfiguration {
        files = List.copyOf(files);
        warnings = List.copyOf(warnings);
    }
}
