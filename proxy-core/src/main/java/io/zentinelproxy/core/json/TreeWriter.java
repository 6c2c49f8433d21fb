package io.zentinelproxy.core.json;

import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** Tree to tokens. */
final class TreeWriter {

    private TreeWriter() {}

    static void write(JsonGenerator out, JsonValue value) {
        switch (value) {
            case JsonObject object -> writeObject(out, object);
            case JsonArray array -> writeArray(out, array);
            case JsonString string -> out.writeString(string.value());
            case JsonNumber number -> out.writeNumber(number.lexeme());
            case JsonBoolean bool -> out.writeBoolean(bool.value());
            case JsonNull _ -> out.writeNull();
        }
    }

    private static void writeObject(JsonGenerator out, JsonObject object) {
        out.writeStartObject();
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            out.writeName(member.getKey());
            write(out, member.getValue());
        }
        out.writeEndObject();
    }

    private static void writeArray(JsonGenerator out, JsonArray array) {
        out.writeStartArray();
        for (JsonValue element : array.elements()) {
            write(out, element);
        }
        out.writeEndArray();
    }
}
