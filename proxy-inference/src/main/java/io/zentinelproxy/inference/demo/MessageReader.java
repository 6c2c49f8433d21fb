package io.zentinelproxy.inference.demo;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What both dialects write alike: the model, and messages of a role and content that is a string or an array of parts. */
final class MessageReader {

    /** Of parts that are text: responses have words of their own. */
    private static final Set<String> TEXTS = Set.of("text", "input_text", "output_text");

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

    Turn turn(Members message) throws Refusal {
        String role = message.string("role");
        if (!roles.contains(role)) {
            String where = message.path() + "role";
            throw Refusal.badRequest(
                    "Invalid value for '" + where + "': expected one of " + String.join(", ", roles) + ".",
                    where,
                    "invalid_value");
        }
        message.refuse("function_call", "audio");
        JsonValue calls = message.value("tool_calls");
        String text = calls == null ? text(message, "content") : calls(message, calls);
        return new Turn(role, text, message.has("name") ? message.string("name") : null);
    }

    /** What the model has asked of tools is a part of the conversation, as it was written. */
    private static String calls(Members message, JsonValue calls) throws Refusal {
        return (message.has("content") ? text(message, "content") : "") + Json.text(calls);
    }

    /** A text, or the texts of an array of text parts. */
    static String text(Members holder, String name) throws Refusal {
        return switch (holder.required(name)) {
            case JsonString string -> string.value();
            case JsonArray parts -> joined(parts, holder.path() + name);
            default -> throw Members.wrongType(holder.path() + name, "a string or an array of parts");
        };
    }

    /** Anthropic's blocks of calls, of what tools answered, and of thoughts given back. */
    private static boolean isOfTools(Members part) throws Refusal {
        return switch (part.string("type")) {
            case "tool_use", "tool_result", "thinking" -> true;
            default -> false;
        };
    }

    private static String joined(JsonArray parts, String path) throws Refusal {
        var text = new StringBuilder();
        for (int i = 0; i < parts.elements().size(); i++) {
            Members part = Members.of(parts.elements().get(i), path + "[" + i + "]");
            if (isOfTools(part)) {
                text.append(Json.text(part.object()));
                continue;
            }
            if (!TEXTS.contains(part.string("type"))) {
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
