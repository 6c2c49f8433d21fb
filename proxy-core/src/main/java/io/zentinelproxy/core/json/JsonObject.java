package io.zentinelproxy.core.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object. Its names are distinct: two parsers that choose differently among duplicates would see two requests in one.
 *
 * @param members in the order written; copied
 */
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {

    public JsonObject {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** The member of this name, or null if there is none; a member that is {@code null} is {@link JsonNull#NULL}. */
    public @Nullable JsonValue get(String name) {
        return members.get(name);
    }

    /** The object without members. */
    public static JsonObject empty() {
        return new JsonObject(Map.of());
    }

    /** Begins an object. */
    public static Builder with(String name, JsonValue value) {
        return new Builder().and(name, value);
    }

    /** Begins an object. */
    public static Builder with(String name, String value) {
        return new Builder().and(name, value);
    }

    /** Collects members in order; for one thread. */
    public static final class Builder {

        private final Map<String, JsonValue> members = new LinkedHashMap<>();

        private Builder() {}

        /** Adds a member. @throws IllegalArgumentException if the name was added before */
        public Builder and(String name, JsonValue value) {
            if (members.putIfAbsent(name, value) != null) {
                throw new IllegalArgumentException("duplicate name " + name);
            }
            return this;
        }

        /** Adds a string. */
        public Builder and(String name, String value) {
            return and(name, new JsonString(value));
        }

        /** Adds a number. */
        public Builder and(String name, long value) {
            return and(name, JsonNumber.of(value));
        }

        /** Adds a boolean. */
        public Builder and(String name, boolean value) {
            return and(name, new JsonBoolean(value));
        }

        /** The object of the members added so far. */
        public JsonObject build() {
            return new JsonObject(members);
        }
    }
}
