package io.zentinelproxy.core.config;

import io.zentinelproxy.core.pattern.LinearPattern;
import java.util.List;

/** What becomes of the path of a request; its query is kept in any case. */
public sealed interface PathChange {
    /** The path stays. */
    record Keep() implements PathChange {}

    /** Another path takes its place. */
    record Full(String path) implements PathChange {}

    /** What the route's {@code path-prefix} matched is replaced; {@code /} takes it away. */
    record Prefix(String replacement) implements PathChange {}

    /** What a pattern matches first is replaced; a path that it does not match stays. */
    record Captured(LinearPattern pattern, List<Part> replacement) implements PathChange {}

    /** A part of a replacement. */
    sealed interface Part {
        /** These characters. */
        record Text(String text) implements Part {}

        /** What a group of the pattern captured; 0 is all that it matched. */
        record Group(int number) implements Part {}
    }
}
