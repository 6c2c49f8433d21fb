package io.zentinelproxy.core.config.json;

import io.zentinelproxy.core.config.kdl.KdlValue;
import io.zentinelproxy.core.config.kdl.Position;
import java.util.List;

/** A value of a JSON text with the place where it begins. */
public sealed interface JsonItem {
    Position position();

    /** A string, number, boolean or null, which mean the same in KDL. */
    record Scalar(KdlValue value) implements JsonItem {
        @Override
        public Position position() {
            return value.position();
        }
    }

    /** An array. */
    record Items(Position position, List<JsonItem> items) implements JsonItem {}

    /** An object, whose members may bear the same name. */
    record Members(Position position, List<Member> members) implements JsonItem {}

    /** @param position of the name */
    record Member(Position position, String name, JsonItem value) {}
}
