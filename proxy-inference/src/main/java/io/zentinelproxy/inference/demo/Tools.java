package io.zentinelproxy.inference.demo;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tools a client offers. The model calls one when the user asks it to, "call NAME", or when the client insists.
 *
 * @param names of them
 * @param text their definitions, which are a part of the prompt
 * @param callable whether they may be called
 * @param forced the one that must be, if one
 */
record Tools(
        List<String> names,
        String text,
        boolean callable,
        @Nullable String forced) {
    static final Tools NONE = new Tools(List.of(), "", false, null);

    private static final Pattern CALL = Pattern.compile("\\bcall ([A-Za-z0-9_-]{1,64})", Pattern.CASE_INSENSITIVE);

    Tools {
        names = List.copyOf(names);
    }

    /** @param nested whether a definition stands in a member {@code function}, as in chat completions */
    static Tools of(Members request, boolean nested) throws Refusal {
        JsonValue tools = request.value("tools");
        if (tools == null || Members.isEmptyList(tools)) {
            return NONE;
        }
        List<String> names = new ArrayList<>();
        List<JsonValue> elements = request.elements("tools");
        for (int i = 0; i < elements.size(); i++) {
            Members tool = Members.of(elements.get(i), "tools[" + i + "]");
            names.add(
                    nested
                            ? Members.of(tool.required("function"), tool.path() + "function")
                                    .string("name")
                            : tool.string("name"));
        }
        JsonValue choice = request.value("tool_choice");
        String word = word(choice);
        boolean any = word.equals("required") || word.equals("any");
        return new Tools(names, Json.text(tools), !word.equals("none"), any ? names.getFirst() : named(choice));
    }

    private static String word(@Nullable JsonValue choice) {
        if (choice instanceof JsonString string) {
            return string.value();
        }
        return choice instanceof JsonObject object && object.get("type") instanceof JsonString type ? type.value() : "";
    }

    private static @Nullable String named(@Nullable JsonValue choice) {
        if (!(choice instanceof JsonObject object)) {
            return null;
        }
        JsonValue holder = object.get("function");
        JsonValue name = holder instanceof JsonObject function ? function.get("name") : object.get("name");
        return name instanceof JsonString string ? string.value() : null;
    }

    /** The one to call; null for none. */
    @Nullable
    String called(String userText) {
        if (!callable) {
            return null;
        }
        Matcher call = CALL.matcher(userText);
        if (call.find() && names.contains(call.group(1))) {
            return call.group(1);
        }
        return forced != null && names.contains(forced) ? forced : null;
    }
}
