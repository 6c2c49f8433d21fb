package io.zentinelproxy.core.config;

import java.util.List;
import java.util.stream.Stream;

/** The names that one thing goes by: the original's documents and its code often disagree. */
final class Spellings {
    private Spellings() {}

    /** The name that is shown, then the others. */
    static List<String> of(String name, String... others) {
        return Stream.concat(Stream.of(name), Stream.of(others)).toList();
    }
}
