package io.zentinelproxy.launcher.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a command line turned out to be. */
public sealed interface Reading {

    /**
     * Something to do.
     *
     * @param file the configuration, for verbs that take one
     * @param word what stands behind the verb, for {@code keys}
     */
    record Invocation(
            Verb verb,
            @Nullable Path file,
            Set<Flag> flags,
            @Nullable String word) implements Reading {

        public boolean has(Flag flag) {
            return flags.contains(flag);
        }

        /** The configuration of a verb that takes one. */
        public Path configuration() {
            if (file == null) {
                throw new IllegalStateException(verb + " takes no configuration");
            }
            return file;
        }
    }

    /**
     * Something to do with virtual keys.
     *
     * @param values of the options that were given; of those without a value, nothing
     */
    record KeyCall(KeyAction action, Map<KeyOption, String> values) implements Reading {}

    /** Help that was asked for. */
    record Answer(String text) implements Reading {}

    /** Wrong usage: why, and how it is done. */
    record Misuse(String text) implements Reading {}
}
