package io.zentinelproxy.core.config;

import io.zentinelproxy.core.pattern.LinearPattern;
import io.zentinelproxy.core.pattern.PatternRefusal;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what becomes of a request's path: {@code path { replace-full-path "/new" }}, or {@code pattern "^/v1/(.*)$" } with {@code
 * replacement "/v2/$1"}.
 */
final class PathChangeReader {
    private static final Key<String> FULL = Key.optional(
            "replace-full-path", UrlTypes.PATH, "the path stays", "The path that takes the place of the request's.");

    private static final Key<String> PREFIX = Key.optional(
            "replace-prefix-match",
            UrlTypes.PATH,
            "the path stays",
            "What takes the place of the route's `path-prefix` where the path begins with it; \"/\" takes it away.");

    private static final Key<LinearPattern> PATTERN = Key.optional(
                    "pattern",
                    ValueType.ofText(
                            "regular expression",
                            "a regular expression that is matched in linear time, such as \"^/v1/(.*)$\"",
                            PathChangeReader::pattern,
                            pattern -> '"' + pattern.toString() + '"'),
                    "the path stays",
                    "The part of the path, first match, that `replacement` takes the place of; a path without one stays.")
            .alias("regex");

    private static final Key<String> REPLACEMENT = Key.optional(
            "replacement",
            ValueType.ofText(
                    "replacement",
                    "a part of a path, with $1 to $9 and ${name} for what was captured",
                    text -> text,
                    text -> text),
            "none",
            "What takes the place of what `pattern` matched: $1 to $9 and ${name} stand for its groups, $0 for all, $$ for a dollar sign.");

    static final Block BLOCK = Block.single("path", "What becomes of the path; the query is kept.")
            .keys(FULL, PREFIX, PATTERN, REPLACEMENT);

    private PathChangeReader() {}

    static PathChange read(Section section) {
        @Nullable String full = section.find(FULL);
        @Nullable String prefix = section.find(PREFIX);
        boolean both = section.has(PATTERN) == section.has(REPLACEMENT);
        @Nullable LinearPattern pattern = section.find(PATTERN);
        @Nullable String replacement = section.find(REPLACEMENT);
        if (!both) {
            section.report("a `pattern` and its `replacement` go together", "both of them");
        }
        if (Stream.of(full != null, prefix != null, pattern != null)
                        .filter(given -> given)
                        .count()
                > 1) {
            section.report("a path is replaced once", "one of `replace-full-path`, `replace-prefix-match`, `pattern`");
        }
        if (full != null) {
            return new PathChange.Full(full);
        }
        if (prefix != null) {
            return new PathChange.Prefix(prefix);
        }
        return pattern == null || replacement == null ? new PathChange.Keep() : captured(section, pattern, replacement);
    }

    private static LinearPattern pattern(String text) throws Refusal {
        try {
            return LinearPattern.compile(text);
        } catch (PatternRefusal refusal) {
            throw Refusal.because(Objects.requireNonNullElse(refusal.getMessage(), "no regular expression"));
        }
    }

    private static PathChange captured(Section section, LinearPattern pattern, String replacement) {
        try {
            return new PathChange.Captured(pattern, ReplacementTemplate.read(replacement, pattern));
        } catch (Refusal refusal) {
            section.report(refusal.reason(), "a replacement such as \"/v2/$1\", of groups that the pattern has");
            return new PathChange.Keep();
        }
    }
}
