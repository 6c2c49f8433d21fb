package io.zentinelproxy.inference.demo;

import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonBoolean;
import io.zentinelproxy.core.json.JsonNull;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of a request's object by the type they must have; {@code null} counts as absent, as both APIs do.
 *
 * @param path where the object stands, for messages: {@code ""}, or {@code messages[2].}
 */
record Members(JsonObject object, String path) {

    static Members of(JsonValue value, String path) throws Refusal {
        if (value instanceof JsonObject object) {
            return new Members(object, path.isEmpty() ? "" : path + ".");
        }
        throw wrongType(path.isEmpty() ? "body" : path, "an object");
    }

    boolean has(String name) {
        return value(name) != null;
    }

    @Nullable
    JsonValue value(String name) {
        JsonValue value = object.get(name);
        return value == JsonNull.NULL ? null : value;
    }

    JsonValue required(String name) throws Refusal {
        JsonValue value = value(name);
        if (value == null) {
            throw Refusal.badRequest(
                    "Missing required parameter: '" + path + name + "'.", path + name, "missing_required_parameter");
        }
        return value;
    }

    String string(String name) throws Refusal {
        if (required(name) instanceof JsonString string) {
            return string.value();
        }
        throw wrongType(path + name, "a string");
    }

    boolean flag(String name) throws Refusal {
        JsonValue value = value(name);
        if (value == null) {
            return false;
        }
        if (value instanceof JsonBoolean flag) {
            return flag.value();
        }
        throw wrongType(path + name, "a boolean");
    }

    /** A whole number of at least 1, or nothing. */
    OptionalInt positive(String name) throws Refusal {
        JsonValue value = value(name);
        if (value == null) {
            return OptionalInt.empty();
        }
        long number = value instanceof JsonNumber written ? written.asLong().orElse(0) : 0;
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw wrongType(path + name, "a whole number of at least 1");
        }
        return OptionalInt.of((int) number);
    }

    /** An array of at least one element. */
    List<JsonValue> elements(String name) throws Refusal {
        if (!(required(name) instanceof JsonArray array)) {
            throw wrongType(path + name, "an array");
        }
        if (array.elements().isEmpty()) {
            throw Refusal.badRequest(
                    "Invalid '" + path + name + "': at least one element is required.", path + name, "empty_array");
        }
        return array.elements();
    }

    /** Refuses what would change the answer and is not done here: silence would be a wrong answer. */
    void refuse(String... names) throws Refusal {
        for (String name : names) {
            JsonValue value = value(name);
            if (value != null && !isEmptyList(value)) {
                throw Refusal.badRequest(
                        "Unsupported parameter: the demo model has no '" + path + name + "'.",
                        path + name,
                        "unsupported_parameter");
            }
        }
    }

    static boolean isEmptyList(JsonValue value) {
        return value instanceof JsonArray array && array.elements().isEmpty();
    }

    static Refusal wrongType(String name, String expected) {
        return Refusal.badRequest("Invalid type for '" + name + "': expected " + expected + ".", name, "invalid_type");
    }
}
