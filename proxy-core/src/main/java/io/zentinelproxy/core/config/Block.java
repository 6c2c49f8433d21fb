package io.zentinelproxy.core.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * A block of the configuration, declared once: what may stand in it.
 *
 * @param variant the value of its key {@code type} that this declaration is for, or empty where there is one for all
 * @param spellings all its names, which mean the same; the first is the one shown
 * @param plural whether it may be written several times
 * @param arguments what stands behind its name, in order
 * @param keys what stands in it, each as a child or as a property
 * @param blocks the blocks in it
 * @param unsupported what the original has here and this version does not act on
 */
public record Block(
        String variant,
        List<String> spellings,
        String meaning,
        boolean plural,
        List<Key<?>> arguments,
        List<Key<?>> keys,
        List<Block> blocks,
        List<String> unsupported) {

    /** A block that is written at most once. */
    public static Block single(String name, String meaning) {
        return new Block("", List.of(name), meaning, false, List.of(), List.of(), List.of(), List.of());
    }

    /** A block that is written any number of times. */
    public static Block repeated(String name, String meaning) {
        return new Block("", List.of(name), meaning, true, List.of(), List.of(), List.of(), List.of());
    }

    public Block alias(String... others) {
        return new Block(variant, Spellings.of(name(), others), meaning, plural, arguments, keys, blocks, unsupported);
    }

    /** The declaration for one value of the key {@code type}, which the block must declare. */
    Block variant(String type) {
        return new Block(type, spellings, meaning, plural, arguments, keys, blocks, unsupported);
    }

    public Block arguments(Key<?>... declared) {
        return new Block(variant, spellings, meaning, plural, List.of(declared), keys, blocks, unsupported);
    }

    public Block keys(Key<?>... declared) {
        return new Block(variant, spellings, meaning, plural, arguments, List.of(declared), blocks, unsupported);
    }

    public Block blocks(Block... declared) {
        return new Block(variant, spellings, meaning, plural, arguments, keys, List.of(declared), unsupported);
    }

    public Block unsupported(String... names) {
        return new Block(variant, spellings, meaning, plural, arguments, keys, blocks, List.of(names));
    }

    String name() {
        return spellings.getFirst();
    }

    /** Its name in a list of all blocks, with the variant. */
    String title() {
        return variant.isEmpty() ? name() : name() + "[" + variant + "]";
    }

    List<String> aliases() {
        return spellings.subList(1, spellings.size());
    }

    /** The names of all that may stand in it, one spelling each. */
    List<String> contents() {
        return Stream.concat(keys.stream().map(Key::name), blocks.stream().map(Block::name))
                .distinct()
                .toList();
    }

    /** All spellings of all that may stand in it, or that the original has there. */
    List<String> vocabulary() {
        return Stream.concat(accepted().stream(), unsupported.stream()).toList();
    }

    /** All spellings of all that may stand in it. */
    List<String> accepted() {
        return Stream.concat(
                        keys.stream().flatMap(key -> key.spellings().stream()),
                        blocks.stream().flatMap(block -> block.spellings().stream()))
                .toList();
    }

    /** What is said of a thing that a later version will act on. */
    static String unsupportedMessage(String name) {
        return "`" + name + "` is known, but not supported by this version";
    }
}
