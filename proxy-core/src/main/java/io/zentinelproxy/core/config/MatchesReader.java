package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.MatchSettings.HeaderMatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code matches} of a route. */
final class MatchesReader {
    private static final Key<String> PATH =
            Key.plural("path", HttpTypes.PATH, "any", "The whole path is one of these.");

    private static final Key<String> PATH_PREFIX = Key.plural(
            "path-prefix",
            HttpTypes.PATH,
            "any",
            "The path begins with one of these and a segment ends there: /v2 takes /v2 and /v2/x, not /v2x.");

    private static final Key<String> HOST =
            Key.plural("host", HttpTypes.HOST_NAME, "any", "The host asked for is one of these; ports do not count.");

    private static final Key<String> METHOD =
            Key.plural("method", HttpTypes.METHOD, "any", "The method is one of these.");

    private static final Key<String> HEADER_NAME =
            Key.required("name", HttpTypes.FIELD_NAME, "The field that must be there.");

    private static final Key<String> HEADER_VALUE =
            Key.optional("value", HttpTypes.FIELD_VALUE_TYPE, "any", "The value that it must have.");

    private static final Block HEADER = Block.repeated(
                    "header", "A header field that the request has, with this value where one is given; all must hold.")
            .arguments(HEADER_NAME, HEADER_VALUE);

    static final Block BLOCK = Block.single(
                    "matches",
                    "What a request must be like. All kinds of condition must hold; without any, every request matches.")
            .keys(PATH, PATH_PREFIX, HOST, METHOD)
            .blocks(HEADER)
            .unsupported("path-regex", "query-param");

    private MatchesReader() {}

    static MatchSettings read(Section section) {
        return new MatchSettings(
                List.copyOf(section.all(PATH)),
                List.copyOf(section.all(PATH_PREFIX)),
                List.copyOf(section.all(HOST)),
                List.copyOf(section.all(METHOD)),
                section.each(HEADER, MatchesReader::readHeader));
    }

    private static @Nullable HeaderMatch readHeader(Section section) {
        Located<String> name = section.argument(HEADER_NAME);
        Located<String> value = section.argument(HEADER_VALUE);
        return name == null ? null : new HeaderMatch(name.value(), value == null ? null : value.value());
    }
}
