package io.zentinelproxy.core.config;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
 * @param elsewhere what the original has here and is said in another place, and in which
 */
public record Block(
        String variant,
        List<String> spellings,
        String meaning,
        boolean plural,
        List<Key<?>> arguments,
        List<Key<?>> keys,
        List<Block> blocks,
        List<String> unsupported,
        Map<String, String> elsewhere) {

    /** A block that is written at most once. */
    public static Block single(String name, String meaning) {
        return new Block("", List.of(name), meaning, false, List.of(), List.of(), List.of(), List.of(), Map.of());
    }

    /** A block that is written any number of times. */
    public static Block repeated(String name, String meaning) {
        return new Block("", List.of(name), meaning, true, List.of(), List.of(), List.of(), List.of(), Map.of());
    }

    public Block alias(String... others) {
        return new Block(
                variant,
                Spellings.of(name(), others),
                meaning,
                plural,
                arguments,
                keys,
                blocks,
                unsupported,
                elsewhere);
    }

    /** The declaration for one value of the key {@code type}, which the block must declare. */
    Block variant(String type) {
        return new Block(type, spellings, meaning, plural, arguments, keys, blocks, unsupported, elsewhere);
    }

    public Block arguments(Key<?>... declared) {
        return new Block(variant, spellings, meaning, plural, List.of(declared), keys, blocks, unsupported, elsewhere);
    }

    public Block keys(Key<?>... declared) {
        return new Block(
                variant, spellings, meaning, plural, arguments, List.of(declared), blocks, unsupported, elsewhere);
    }

    public Block blocks(Block... declared) {
        return new Block(
                variant, spellings, meaning, plural, arguments, keys, List.of(declared), unsupported, elsewhere);
    }

    public Block unsupported(String... names) {
        return new Block(variant, spellings, meaning, plural, arguments, keys, blocks, List.of(names), elsewhere);
    }

    /** What the original has here by a name that we refuse, as it is said in another place. */
    public Block elsewhere(String name, String place) {
        Map<String, String> all = new TreeMap<>(elsewhere);
        all.put(name, place);
        return new Block(
                variant,
                spellings,
                meaning,
                plural,
                arguments,
                keys,
                blocks,
                unsupported,
                Collections.unmodifiableMap(all));
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
        return Stream.of(accepted(), unsupported, elsewhere.keySet())
                .flatMap(Collection::stream)
                .toList();
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

    /** What is said of a thing that has another place. */
    String elsewhereMessage(String name) {
        return "`" + name + "` has its place elsewhere: " + elsewhere.get(name);
    }
}
