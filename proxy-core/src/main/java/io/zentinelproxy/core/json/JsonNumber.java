package io.zentinelproxy.core.json;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A number as it was written. Kept as text: {@code 1e999999999} costs its twelve octets, not a big integer, and nothing is
 * rounded on the way through.
 *
 * @param lexeme the digits (RFC 8259 section 6), at most {@link Json#MAX_NUMBER_CHARS}
 */
public record JsonNumber(String lexeme) implements JsonValue {

    private static final Pattern GRAMMAR = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");

    public JsonNumber {
        if (lexeme.length() > Json.MAX_NUMBER_CHARS || !GRAMMAR.matcher(lexeme).matches()) {
            throw new IllegalArgumentException("not a JSON number");
        }
    }

    /** The number {@code value}. */
    public static JsonNumber of(long value) {
        return new JsonNumber(Long.toString(value));
    }

    /** The value if it is written as an integer and fits 64 bits; empty for {@code 1.0}, {@code 1e3} and larger ones. */
    public OptionalLong asLong() {
        try {
            return OptionalLong.of(Long.parseLong(lexeme));
        } catch (NumberFormatException fractionOrTooLarge) {
            return OptionalLong.empty();
        }
    }
}
