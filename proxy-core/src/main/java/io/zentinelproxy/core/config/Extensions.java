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
    static final Extensions NONE = new Extensions(List.of());

    private final List<BlockReader> readers;

    private Extensions(List<BlockReader> readers) {
        this.readers = readers;
    }

    static Extensions of(List<BlockReader> readers) {
        return readers.isEmpty() ? NONE : new Extensions(List.copyOf(readers));
    }

    /** The declaration with the blocks of modules that may stand in it. */
    Block complete(Block declared) {
        List<BlockReader> own = within(declared);
        if (own.isEmpty()) {
            return declared;
        }
        return declared.blocks(
                Stream.concat(declared.blocks().stream(), own.stream().map(BlockReader::block))
                        .toArray(Block[]::new));
    }

    /** As {@link #complete}, but as declared where a node holds nothing else: a start without a module's blocks loads none of it. */
    Block completeFor(KdlNode node, Block declared) {
        if (within(declared).isEmpty()) {
            return declared;
        }
        List<String> known = declared.vocabulary();
        for (KdlNode child : node.children()) {
            if (!known.contains(child.name())) {
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
