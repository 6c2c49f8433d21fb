package io.zentinelproxy.core.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * A block of the configuration, declared once: what may stand in it.
 *
 * @param aliases other spellings of its name
 * @param plural whether it may be written several times
 * @param arguments what stands behind its name, in order
 * @param keys what stands in it, each as a child or as a property
 * @param blocks the blocks in it
 * @param unsupported what the original has here and this version does not act on
 */
record Block(
        String name,
        List<String> aliases,
        String meaning,
        boolean plural,
        List<Key<?>> arguments,
        List<Key<?>> keys,
        List<Block> blocks,
        List<String> unsupported) {

    /** A block that is written at most once. */
    static Block single(String name, String meaning) {
        return new Block(name, List.of(), meaning, false, List.of(), List.of(), List.of(), List.of());
    }

    /** A block that is written any number of times. */
    static Block repeated(String name, String meaning) {
        return new Block(name, List.of(), meaning, true, List.of(), List.of(), List.of(), List.of());
    }

    Block alias(String... spellings) {
        return new Block(name, List.of(spellings), meaning, plural, arguments, keys, blocks, unsupported);
    }

    Block arguments(Key<?>... declared) {
        return new Block(name, aliases, meaning, plural, List.of(declared), keys, blocks, unsupported);
    }

    Block keys(Key<?>... declared) {
        return new Block(name, aliases, meaning, plural, arguments, List.of(declared), blocks, unsupported);
    }

    Block blocks(Block... declared) {
        return new Block(name, aliases, meaning, plural, arguments, keys, List.of(declared), unsupported);
    }

    Block unsupported(String... names) {
        return new Block(name, aliases, meaning, plural, arguments, keys, blocks, List.of(names));
    }

    /** Every spelling, the name first. */
    Stream<String> spellings() {
        return Stream.concat(Stream.of(name), aliases.stream());
    }

    /** The names of all that may stand in it, one spelling each. */
    List<String> contents() {
        return Stream.concat(keys.stream().map(Key::name), blocks.stream().map(Block::name))
                .toList();
    }

    /** All spellings of all that may stand in it, or that the original has there. */
    List<String> vocabulary() {
        Stream<String> accepted = Stream.concat(
                keys.stream().flatMap(Key::spellings), blocks.stream().flatMap(Block::spellings));
        return Stream.concat(accepted, unsupported.stream()).toList();
    }

    /** What is said of a thing that a later version will act on. */
    static String unsupportedMessage(String name) {
        return "`" + name + "` is known, but not supported by this version";
    }
}
