package io.zentinelproxy.core.config;

import io.zentinelproxy.core.uri.PathLeniency;

/** Reads the block {@code leniency} of a listener: every exception from one meaning has its name. */
final class LeniencyReader {
    private static final Key<Boolean> ENCODED_SLASH = leniency(
            "encoded-slash",
            "Whether %2F may stand in a path; it stays as it is and ends no segment (RFC 3986 section 2.2). An origin that reads it as a"
                    + " slash sees other segments than the routes do.");

    private static final Key<Boolean> ENCODED_BACKSLASH = leniency(
            "encoded-backslash",
            "Whether %5C may stand in a path; it stays as it is and ends no segment (RFC 3986 section 2.2). Origins on Windows may read it"
                    + " as a slash.");

    private static final Key<Boolean> NON_UTF8 = leniency(
            "non-utf8",
            "Whether encoded octets that are no UTF-8 may stand in a path; they stay as they are (RFC 3986 section 2.5). Overlong forms are"
                    + " refused all the same.");

    private static final Key<Boolean> EMPTY_SEGMENTS = leniency(
            "empty-segments",
            "Whether two slashes in a row stay, and an empty segment is one of its own (RFC 3986 section 3.3); else they become one. Many"
                    + " origins merge them.");

    private static final Key<Boolean> PARAMETERS_IN_NAMES = leniency(
            "parameters-in-names",
            "Whether routes see the parameters of a segment, `;` and what follows it, as part of its name (RFC 3986 section 3.3). An origin"
                    + " that drops them serves /admin for /admin;x, past a route for /admin.");

    static final Block BLOCK = Block.single(
                    "leniency",
                    "What is let through in paths although origins disagree on what it means; nothing by default.")
            .keys(ENCODED_SLASH, ENCODED_BACKSLASH, NON_UTF8, EMPTY_SEGMENTS, PARAMETERS_IN_NAMES);

    private LeniencyReader() {}

    private static Key<Boolean> leniency(String name, String meaning) {
        return Key.defaulting(name, WordTypes.SWITCH, false, meaning);
    }

    static PathLeniency read(Section section) {
        return new PathLeniency(
                section.get(ENCODED_SLASH),
                section.get(ENCODED_BACKSLASH),
                section.get(NON_UTF8),
                section.get(EMPTY_SEGMENTS),
                section.get(PARAMETERS_IN_NAMES));
    }
}
