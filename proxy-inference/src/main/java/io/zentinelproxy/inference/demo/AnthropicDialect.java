package io.zentinelproxy.inference.demo;

import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonNull;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.inference.tokens.TokenPiece;
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
        members.refuse("tools", "stop_sequences", "mcp_servers", "container");
        JsonValue thinking = members.value("thinking");
        if (thinking != null && !Members.of(thinking, "thinking").string("type").equals("disabled")) {
            members.refuse("thinking");
        }
        members.required("max_tokens");
        int maxTokens = members.positive("max_tokens").orElseThrow();
        return new Prompt(MessageReader.model(members), turns(members), maxTokens, members.flag("stream"), true);
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
        JsonArray content = JsonArray.of(textBlock(completion.text()));
        JsonString stopReason = new JsonString(stopReason(completion));
        return message(prompt, content, stopReason, usage(completion, completion.completionTokens()));
    }

    @Override
    public void stream(Prompt prompt, Completion completion, EventStream out, Pace pace) throws IOException {
        out.named("message_start", messageStart(prompt, completion));
        out.named(
                "content_block_start",
                block("content_block_start").and("content_block", textBlock("")).build());
        out.named("ping", JsonObject.with("type", "ping").build());
        for (TokenPiece piece : completion.pieces()) {
            pace.pause();
            out.named("content_block_delta", delta(piece.text()));
        }
        out.named("content_block_stop", block("content_block_stop").build());
        out.named("message_delta", messageDelta(completion));
        out.named("message_stop", JsonObject.with("type", "message_stop").build());
    }

    /** The answer has not begun: the vendor says one output token here, and the true number at the end. */
    private static JsonObject messageStart(Prompt prompt, Completion completion) {
        JsonObject message = message(prompt, JsonArray.of(), JsonNull.NULL, usage(completion, 1));
        return JsonObject.with("type", "message_start").and("message", message).build();
    }

    private static JsonObject delta(String text) {
        return block("content_block_delta")
                .and(
                        "delta",
                        JsonObject.with("type", "text_delta").and("text", text).build())
                .build();
    }

    /** Usage here is cumulative: it replaces what message_start said, and is not added to it. */
    private static JsonObject messageDelta(Completion completion) {
        JsonObject delta = JsonObject.with("stop_reason", stopReason(completion))
                .and("stop_sequence", JsonNull.NULL)
                .build();
        return JsonObject.with("type", "message_delta")
                .and("delta", delta)
                .and("usage", usage(completion, completion.completionTokens()))
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
                .and("usage", usage)
                .build();
    }

    private static JsonObject.Builder block(String type) {
        return JsonObject.with("type", type).and("index", 0);
    }

    private static JsonObject textBlock(String text) {
        return JsonObject.with("type", "text").and("text", text).build();
    }

    private static JsonObject usage(Completion completion, int outputTokens) {
        return JsonObject.with("input_tokens", JsonNumber.of(completion.promptTokens()))
                .and("cache_creation_input_tokens", 0)
                .and("cache_read_input_tokens", 0)
                .and("output_tokens", outputTokens)
                .build();
    }

    private static String stopReason(Completion completion) {
        return completion.cut() ? "max_tokens" : "end_turn";
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
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            default -> "invalid_request_error";
        };
    }

    @Override
    public String requestIdField() {
        return "request-id";
    }
}
