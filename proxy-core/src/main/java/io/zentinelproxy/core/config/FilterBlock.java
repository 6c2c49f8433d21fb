package io.zentinelproxy.core.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the declarations of all types of filter have in common. */
public final class FilterBlock {
    /** The name of the filter, the same for every type. */
    static final Key<String> ID = Key.required("id", WordTypes.ID_TYPE, "The name of the filter in routes and logs.");

    private FilterBlock() {}

    /** The declaration of one type, with its keys. */
    public static Block of(String type, String meaning, Key<?>... keys) {
        Key<String> typeKey = Key.required(
                "type",
                WordTypes.choice(Map.of(type.replace('-', '_'), type), List.of()),
                "What kind of filter it is.");
        return Block.repeated("filter", meaning)
                .variant(type)
                .arguments(ID)
                .keys(Stream.concat(Stream.of(typeKey), Stream.of(keys)).toArray(Key<?>[]::new));
    }

    /** Reads the key {@code type}, which chose the declaration. */
    static void readType(Section section, Block block) {
        section.find(block.keys().getFirst());
    }
}
