package io.zentinelproxy.inference.demo;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonNull;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** OpenAI's responses, without state: what was said before has to be told again. */
final class ResponsesDialect implements Dialect {
    private static final MessageReader MESSAGES = new MessageReader(Set.of("system", "developer", "user", "assistant"));

    @Override
    public Prompt read(JsonValue request) throws Refusal {
        Members members = Members.of(request, "");
        members.refuse("previous_response_id", "conversation", "background", "prompt");
        return new Prompt(
                MessageReader.model(members),
                turns(members),
                Tools.of(members, false),
                members.positive("max_output_tokens").orElse(Integer.MAX_VALUE),
                members.flag("stream"),
                true);
    }

    private static List<Turn> turns(Members members) throws Refusal {
        List<Turn> turns = new ArrayList<>();
        if (members.has("instructions")) {
            turns.add(new Turn("system", members.string("instructions"), null));
        }
        if (members.required("input") instanceof JsonString text) {
            turns.add(new Turn("user", text.value(), null));
            return turns;
        }
        List<JsonValue> items = members.elements("input");
        for (int i = 0; i < items.size(); i++) {
            turns.add(turn(Members.of(items.get(i), "input[" + i + "]")));
        }
        return turns;
    }

    /** A message; or what was asked of a tool, or what it said. */
    private static Turn turn(Members item) throws Refusal {
        String type = item.has("type") ? item.string("type") : "message";
        return switch (type) {
            case "message" -> MESSAGES.turn(item);
            case "function_call_output" -> new Turn("tool", Json.text(item.object()), null);
            case "function_call", "reasoning" -> new Turn("assistant", Json.text(item.object()), null);
            default ->
                throw Refusal.badRequest(
                        "Invalid value for '" + item.path() + "type'.", item.path() + "type", "invalid_value");
        };
    }

    @Override
    public JsonObject whole(Prompt prompt, Completion completion) {
        var items = new ResponseItems(completion);
        return response(prompt, newId(), state(completion), items.all(), completion);
    }

    @Override
    public void stream(Prompt prompt, Completion completion, EventStream out, Pace pace) throws IOException {
        String id = newId();
        var items = new ResponseItems(completion);
        var events = new ResponseEvents(out, pace);
        JsonObject begun = response(prompt, id, "in_progress", JsonArray.of(), null);
        events.send("response.created", "response", begun);
        events.send("response.in_progress", "response", begun);
        items.send(events);
        String state = state(completion);
        events.send("response." + state, "response", response(prompt, id, state, items.all(), completion));
    }

    private static String state(Completion completion) {
        return completion.cut() ? "incomplete" : "completed";
    }

    private static JsonObject response(
            Prompt prompt, String id, String state, JsonArray output, @Nullable Completion completion) {
        JsonValue details = state.equals("incomplete")
                ? JsonObject.with("reason", "max_output_tokens").build()
                : JsonNull.NULL;
        return JsonObject.with("id", id)
                .and("object", "response")
                .and("created_at", Instant.now().getEpochSecond())
                .and("status", state)
                .and("error", JsonNull.NULL)
                .and("incomplete_details", details)
                .and("model", prompt.model())
                .and("output", output)
                .and("parallel_tool_calls", false)
                .and("tools", JsonArray.of())
                .and("usage", completion == null || !prompt.tellsUsage() ? JsonNull.NULL : usage(completion))
                .build();
    }

    private static JsonObject usage(Completion completion) {
        int input = completion.promptTokens();
        int output = completion.completionTokens();
        return JsonObject.with("input_tokens", JsonNumber.of(input))
                .and("input_tokens_details", number("cached_tokens", completion.cachedTokens()))
                .and("output_tokens", output)
                .and("output_tokens_details", number("reasoning_tokens", completion.reasoningTokens()))
                .and("total_tokens", input + output)
                .build();
    }

    private static JsonObject number(String name, int value) {
        return JsonObject.with(name, JsonNumber.of(value)).build();
    }

    private static String newId() {
        return "resp_" + OpenAiDialect.random();
    }

    @Override
    public JsonObject error(Refusal refusal, String requestId) {
        return OpenAiErrors.of(refusal);
    }

    @Override
    public JsonObject lateError() {
        return JsonObject.with("type", "error")
                .and("code", "server_error")
                .and("message", "The server had an error while processing your request.")
                .and("param", JsonNull.NULL)
                .build();
    }

    @Override
    public String requestIdField() {
        return OpenAiErrors.REQUEST_ID_FIELD;
    }
}
