package io.zentinelproxy.inference.demo;

import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonNull;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Anthropic's messages. Sampling parameters are taken and change nothing: this model does not sample. */
final class AnthropicDialect implements Dialect {

    private static final MessageReader MESSAGES = new MessageReader(Set.of("user", "assistant"));

    @Override
    public Prompt read(JsonValue request) throws Refusal {
        Members members = Members.of(request, "");
        members.refuse("stop_sequences", "mcp_servers", "container");
        JsonValue thinking = members.value("thinking");
        if (thinking != null && !Members.of(thinking, "thinking").string("type").equals("disabled")) {
            members.refuse("thinking");
        }
        members.required("max_tokens");
        return prompt(members, members.positive("max_tokens").orElseThrow());
    }

    /** A request to count what a message would be made of: the same, without the limit of its answer. */
    static Prompt readCounted(JsonValue request) throws Refusal {
        return prompt(Members.of(request, ""), 1);
    }

    private static Prompt prompt(Members members, int maxTokens) throws Refusal {
        return new Prompt(
                MessageReader.model(members),
                turns(members),
                Tools.of(members, false),
                maxTokens,
                members.flag("stream"),
                true);
    }

    private static List<Turn> turns(Members members) throws Refusal {
        List<Turn> turns = new ArrayList<>();
        if (members.has("system")) {
            turns.add(new Turn("system", MessageReader.text(members, "system"), null));
        }
        turns.addAll(MESSAGES.turns(members));
        return turns;
    }

    @Override
    public JsonObject whole(Prompt prompt, Completion completion) {
        JsonString stopReason = new JsonString(stopReason(completion));
        JsonObject usage = usage(completion, completion.completionTokens());
        return message(prompt, AnthropicBlocks.whole(completion), stopReason, usage);
    }

    @Override
    public void stream(Prompt prompt, Completion completion, EventStream out, Pace pace) throws IOException {
        out.named("message_start", messageStart(prompt, completion));
        new AnthropicBlocks(out, pace).send(completion);
        if (prompt.fault() == DemoFault.USAGE_TWICE) {
            out.named("message_delta", messageDelta(completion, usageOfOutput(completion.tokensUpTo(0))));
        }
        JsonObject usage = usage(completion, completion.completionTokens());
        out.named("message_delta", messageDelta(completion, prompt.tellsUsage() ? usage : JsonObject.empty()));
        out.named("message_stop", JsonObject.with("type", "message_stop").build());
    }

    /** The answer has not begun: the vendor says one output token here, and the true number at the end. */
    private static JsonObject messageStart(Prompt prompt, Completion completion) {
        JsonObject message = message(prompt, JsonArray.of(), JsonNull.NULL, usage(completion, 1));
        return JsonObject.with("type", "message_start").and("message", message).build();
    }

    /** Usage here is cumulative: it replaces what message_start said, and is not added to it. */
    private static JsonObject messageDelta(Completion completion, JsonObject usage) {
        JsonObject delta = JsonObject.with("stop_reason", stopReason(completion))
                .and("stop_sequence", JsonNull.NULL)
                .build();
        return JsonObject.with("type", "message_delta")
                .and("delta", delta)
                .and("usage", usage)
                .build();
    }

    private static JsonObject message(Prompt prompt, JsonArray content, JsonValue stopReason, JsonObject usage) {
        return JsonObject.with("id", "msg_" + UUID.randomUUID().toString().replace("-", ""))
                .and("type", "message")
                .and("role", "assistant")
                .and("model", prompt.model())
                .and("content", content)
                .and("stop_reason", stopReason)
                .and("stop_sequence", JsonNull.NULL)
                .and("usage", prompt.tellsUsage() ? usage : JsonObject.empty())
                .build();
    }

    private static JsonObject usage(Completion completion, int outputTokens) {
        int cached = completion.cachedTokens();
        return JsonObject.with("input_tokens", JsonNumber.of(completion.promptTokens() - cached))
                .and("cache_creation_input_tokens", 0)
                .and("cache_read_input_tokens", cached)
                .and("output_tokens", outputTokens)
                .build();
    }

    /** As it is told where input has been told before: with an input of nothing. */
    private static JsonObject usageOfOutput(int tokens) {
        return JsonObject.with("input_tokens", JsonNumber.of(0))
                .and("output_tokens", tokens)
                .build();
    }

    private static String stopReason(Completion completion) {
        if (completion.cut()) {
            return "max_tokens";
        }
        return completion.tool() == null ? "end_turn" : "tool_use";
    }

    @Override
    public JsonObject error(Refusal refusal, String requestId) {
        JsonObject error = JsonObject.with("type", errorType(refusal.status()))
                .and("message", refusal.reason())
                .build();
        return JsonObject.with("type", "error")
                .and("error", error)
                .and("request_id", requestId)
                .build();
    }

    private static String errorType(int status) {
        return switch (status) {
            case 402 -> "billing_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 529 -> "overloaded_error";
            default -> "invalid_request_error";
        };
    }

    @Override
    public JsonObject lateError() {
        JsonObject error = JsonObject.with("type", "overloaded_error")
                .and("message", "Overloaded")
                .build();
        return JsonObject.with("type", "error").and("error", error).build();
    }

    @Override
    public String requestIdField() {
        return "request-id";
    }
}
