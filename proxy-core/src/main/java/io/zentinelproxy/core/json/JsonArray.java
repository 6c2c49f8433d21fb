package io.zentinelproxy.core.json;

import java.util.List;

/**
 * An array.
 *
 * @param elements in order; copied
 */
public record JsonArray(List<JsonValue> elements) implements JsonValue {

    public JsonArray {
        elements = List.copyOf(elements);
    }

    /** The array of these elements. */
    public static JsonArray of(JsonValue... elements) {
        return new JsonArray(List.of(elements));
    }
}
