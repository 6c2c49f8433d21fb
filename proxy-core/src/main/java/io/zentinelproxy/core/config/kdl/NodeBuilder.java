package io.zentinelproxy.core.config.kdl;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node while it is read; holds the order that the grammar demands: entries, then blocks, one of them not commented out. */
final class NodeBuilder {
    final Position position;
    final List<KdlValue> arguments = new ArrayList<>(2);
    final List<KdlProperty> properties = new ArrayList<>(0);

    private final @Nullable String type;
    private final String name;
    private List<KdlNode> children = List.of();
    private boolean anyBlock;
    private boolean ownBlock;

    NodeBuilder(Position position, @Nullable String type, String name) {
        this.position = position;
        this.type = type;
        this.name = name;
    }

    /** Refuses an entry behind a block. */
    void requireBeforeBlocks(int offset) throws SyntaxError {
        if (anyBlock) {
            throw SyntaxError.at(
                    offset, "values and properties stand before the block of a node", "a newline or `;` after `}`");
        }
    }

    void block(List<KdlNode> block, boolean commented, int offset) throws SyntaxError {
        anyBlock = true;
        if (commented) {
            return;
        }
        if (ownBlock) {
            throw SyntaxError.at(offset, "a node has one block of children");
        }
        ownBlock = true;
        children = block;
    }

    KdlNode build() {
        return new KdlNode(
                position, type, name, List.copyOf(arguments), List.copyOf(properties), List.copyOf(children));
    }
}
