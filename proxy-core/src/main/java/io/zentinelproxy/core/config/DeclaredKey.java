package io.zentinelproxy.core.config;

import java.util.List;

/**
 * What the catalogue says of one key.
 *
 * @param path the blocks that lead to it and its name, joined by dots; an argument stands in angle brackets behind its block
 * @param type one word: integer, size, duration, boolean, ...; {@code block} for a block
 * @param unit of a bare number, or empty
 * @param takes the values accepted, for a person
 * @param fallback its default, or what happens without it
 * @param aliases other spellings of its name
 */
public record DeclaredKey(
        String path, String type, String unit, String takes, String fallback, String meaning, List<String> aliases) {

    static DeclaredKey of(String path, Key<?> key) {
        ValueType<?> type = key.type();
        String name = key.plural() ? type.name() + "..." : type.name();
        return new DeclaredKey(path, name, type.unit(), type.expected(), key.absence(), key.meaning(), key.aliases());
    }

    static DeclaredKey of(String path, Block block) {
        String occurs = block.plural() ? "any number" : "at most one";
        return new DeclaredKey(path, "block", "", "", occurs, block.meaning(), block.aliases());
    }
}
