package io.zentinelproxy.inference.demo;

import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What both dialects write alike: the model, and messages of a role and content that is a string or an array of parts. */
final class MessageReader {

    private final Set<String> roles;

    /** @param roles those that may speak */
    MessageReader(Set<String> roles) {
        this.roles = roles;
    }

    static String model(Members request) throws Refusal {
        String model = request.string("model");
        if (model.isEmpty() || model.length() > Prompt.MAX_MODEL_CHARS) {
            throw Refusal.badRequest(
                    "Invalid 'model': 1 to " + Prompt.MAX_MODEL_CHARS + " characters.", "model", "invalid_value");
        }
        return model;
    }

    List<Turn> turns(Members request) throws Refusal {
        List<JsonValue> messages = request.elements("messages");
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            turns.add(turn(Members.of(messages.get(i), "messages[" + i + "]")));
        }
        return turns;
    }

    private Turn turn(Members message) throws Refusal {
        String role = message.string("role");
        if (!roles.contains(role)) {
            String where = message.path() + "role";
            throw Refusal.badRequest(
                    "Invalid value for '" + where + "': expected one of " + String.join(", ", roles) + ".",
                    where,
                    "invalid_value");
        }
        message.refuse("tool_calls", "function_call", "audio");
        return new Turn(role, text(message, "content"), message.has("name") ? message.string("name") : null);
    }

    /** A text, or the texts of an array of text parts. */
    static String text(Members holder, String name) throws Refusal {
        return switch (holder.required(name)) {
            case JsonString string -> string.value();
            case JsonArray parts -> joined(parts, holder.path() + name);
            default -> throw Members.wrongType(holder.path() + name, "a string or an array of parts");
        };
    }

    private static String joined(JsonArray parts, String path) throws Refusal {
        var text = new StringBuilder();
        for (int i = 0; i < parts.elements().size(); i++) {
            Members part = Members.of(parts.elements().get(i), path + "[" + i + "]");
            if (!part.string("type").equals("text")) {
                throw Refusal.badRequest(
                        "Invalid value for '" + part.path() + "type': the demo model reads text only.",
                        part.path() + "type",
                        "invalid_value");
            }
            text.append(part.string("text"));
        }
        return text.toString();
    }
}
