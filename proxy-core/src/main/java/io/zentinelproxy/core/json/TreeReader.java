package io.zentinelproxy.core.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;

/** Tokens to tree, for one document. The parser bounds the nesting, hence the recursion. */
final class TreeReader {

    private final JsonParser parser;

    TreeReader(JsonParser parser) {
        this.parser = parser;
    }

    JsonValue document() throws JsonException {
        JsonValue value = value(parser.nextToken());
        if (parser.nextToken() != null) {
            throw refuse("more than one value");
        }
        return value;
    }

    private JsonValue value(@Nullable JsonToken token) throws JsonException {
        if (token == null) {
            throw refuse("no value");
        }
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> new JsonString(paired(parser.getString()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getString());
            case VALUE_TRUE -> new JsonBoolean(true);
            case VALUE_FALSE -> new JsonBoolean(false);
            case VALUE_NULL -> JsonNull.NULL;
            case PROPERTY_NAME, END_OBJECT, END_ARRAY, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw refuse("unexpected " + token.name());
        };
    }

    private JsonObject object() throws JsonException {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = paired(parser.currentName());
            if (members.containsKey(name)) {
                throw refuse("duplicate name");
            }
            members.put(name, value(parser.nextToken()));
        }
        return new JsonObject(members);
    }

    private JsonArray array() throws JsonException {
        List<JsonValue> elements = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            elements.add(value(token));
        }
        return new JsonArray(elements);
    }

    private String paired(String text) throws JsonException {
        if (!Surrogates.paired(text)) {
            throw refuse("unpaired surrogate");
        }
        return text;
    }

    private JsonException refuse(String reason) {
        return new JsonException(reason, offset(parser.currentTokenLocation()));
    }

    /** Zero where jackson names no place: an empty document. */
    static long offset(@Nullable TokenStreamLocation location) {
        return location == null ? 0 : Math.max(0, location.getByteOffset());
    }
}
