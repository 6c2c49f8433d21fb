package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The blocks that modules add to those of core. The declarations of core are constants and know nothing of it: who walks them asks
 * here what may stand in each. Immutable.
 */
final class Extensions {
    static final Extensions NONE = new Extensions(List.of(), List.of());

    private final List<BlockReader> readers;
    private final List<FilterType> filters;

    private Extensions(List<BlockReader> readers, List<FilterType> filters) {
        this.readers = readers;
        this.filters = filters;
    }

    static Extensions of(List<? extends Extension> all) {
        List<BlockReader> readers = new ArrayList<>();
        List<FilterType> filters = new ArrayList<>();
        for (Extension one : all) {
            switch (one) {
                case BlockReader reader -> readers.add(reader);
                case FilterType filter -> filters.add(filter);
            }
        }
        return all.isEmpty() ? NONE : new Extensions(List.copyOf(readers), List.copyOf(filters));
    }

    /** The declaration with the blocks of modules that may stand in it. */
    Block complete(Block declared) {
        List<? extends Extension> own = addedTo(declared);
        if (own.isEmpty()) {
            return declared;
        }
        List<String> names = own.stream().map(one -> one.block().name()).toList();
        return declared.blocks(
                        Stream.concat(declared.blocks().stream(), own.stream().map(Extension::block))
                                .toArray(Block[]::new))
                .unsupported(declared.unsupported().stream()
                        .filter(name -> !names.contains(name))
                        .toArray(String[]::new));
    }

    /** As {@link #complete}, but as declared where a node holds nothing else: a start without a module's blocks loads none of it. */
    Block completeFor(KdlNode node, Block declared) {
        List<? extends Extension> own = addedTo(declared);
        if (own.isEmpty()) {
            return declared;
        }
        if (isOfFilters(declared)) {
            return hasTypeOfModule(node) ? complete(declared) : declared;
        }
        List<String> known =
                own.stream().flatMap(one -> one.block().spellings().stream()).toList();
        for (KdlNode child : node.children()) {
            if (known.contains(child.name())) {
                return complete(declared);
            }
        }
        return declared;
    }

    /** Reads the blocks of modules out of a block of this declaration, which is complete. */
    List<ModuleSettings> read(Section section, Block declared) {
        List<BlockReader> own = within(declared);
        List<ModuleSettings> read = new ArrayList<>();
        own.forEach(reader -> read.add(section.optional(reader.block(), reader::read)));
        return read.stream().filter(Objects::nonNull).toList();
    }

    /** The types of filter that modules add. */
    List<FilterType> filters() {
        return filters;
    }

    /** The values of {@code type} that modules add to those of filters. */
    private List<String> filterTypes() {
        return filters.stream().map(type -> type.block().variant()).toList();
    }

    /** The types of core's filters and those of modules. */
    Variants complete(Variants core) {
        if (filters.isEmpty()) {
            return core;
        }
        List<String> own = filterTypes();
        return new Variants(
                core.name(),
                Stream.concat(core.types().stream(), own.stream()).toList(),
                core.unsupported().stream().filter(type -> !own.contains(type)).toList());
    }

    private static boolean isOfFilters(Block declared) {
        return declared.name().equals(FiltersReader.NAME);
    }

    private boolean hasTypeOfModule(KdlNode node) {
        List<String> own = filterTypes();
        return node.children().stream().anyMatch(child -> own.contains(Variants.typeOf(child)));
    }

    private List<? extends Extension> addedTo(Block declared) {
        return isOfFilters(declared) ? filters : within(declared);
    }

    /** By a plain loop: asked for every block of a configuration, also at a start that has none of a module's. */
    private List<BlockReader> within(Block declared) {
        List<BlockReader> own = List.of();
        for (BlockReader reader : readers) {
            if (reader.within().equals(declared.name())) {
                own = own.isEmpty() ? new ArrayList<>() : own;
                own.add(reader);
            }
        }
        return own;
    }
}
