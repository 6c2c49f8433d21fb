package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlNode;
import io.zentinelproxy.core.config.kdl.KdlProperty;
import io.zentinelproxy.core.config.kdl.KdlValue;
import io.zentinelproxy.core.config.kdl.Position;
import io.zentinelproxy.core.config.kdl.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of one name that are declared anew for each value of their key {@code type}.
 *
 * @param types the values declared
 * @param unsupported values of the original that this version does not act on
 */
record Variants(String name, List<String> types, List<String> unsupported) {
    private static final String TYPE = "type";

    /** The value of the key {@code type}, or null where it is missing or no string. */
    static @Nullable String typeOf(KdlNode node) {
        KdlValue value = valueOf(node);
        // As with every choice of words, either spelling: the manual shows the one with `_`.
        return value instanceof KdlValue.Text text ? text.text().replace('_', '-') : null;
    }

    private static @Nullable KdlValue valueOf(KdlNode node) {
        for (KdlProperty property : node.properties()) {
            if (property.name().equals(TYPE)) {
                return property.value();
            }
        }
        for (KdlNode child : node.children()) {
            if (child.name().equals(TYPE) && !child.arguments().isEmpty()) {
                return child.arguments().getFirst();
            }
        }
        return null;
    }

    /** Why a block of this name fits no declaration. */
    Problem problemOf(KdlNode node) {
        String expected = "one of " + String.join(", ", types);
        KdlValue value = valueOf(node);
        if (value == null) {
            return Problem.at(node.position(), "`" + name + "` has no `type`").expecting(expected);
        }
        Position position = value.position();
        String type = typeOf(node);
        if (type == null) {
            return Problem.at(position, "this must be a string").expecting(expected);
        }
        if (unsupported.contains(type)) {
            return Problem.at(position, Block.unsupportedMessage(type));
        }
        return Problem.at(position, "there is no " + name + " of the type `" + type + "`")
                .expecting(expected)
                .suggesting(Suggestion.nearest(type, types));
    }
}
