package io.zentinelproxy.core.config.kdl;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node (KDL 2.0 section 3.2) with everything as it was written.
 *
 * @param position of the node's name
 * @param type the type annotation before the name, or null
 * @param properties in the order of the file, repeated names included: KDL lets the last one win, but a reader may want to refuse
 * @param children empty also where an empty block was written
 */
public record KdlNode(
        Position position,
        @Nullable String type,
        String name,
        List<KdlValue> arguments,
        List<KdlProperty> properties,
        List<KdlNode> children) {}
