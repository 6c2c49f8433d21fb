package io.zentinelproxy.inference.demo;

import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonNull;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.inference.tokens.TokenPiece;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One chat completion as chunks: the role, a chunk for each piece, the finish reason, the usage if it was asked for, {@code [DONE]}.
 *
 * @param id one for all chunks
 * @param created seconds since the epoch
 */
record OpenAiChunks(String id, long created, Prompt prompt) {

    private static final String CHUNK = "chat.completion.chunk";

    void send(Completion completion, EventStream out, Pace pace) throws IOException {
        String tool = completion.tool();
        out.data(chunk(opening(tool), JsonNull.NULL, usage(completion, completion.tokensUpTo(0))));
        List<TokenPiece> pieces = completion.pieces();
        for (int i = 0; i < pieces.size(); i++) {
            pace.pause();
            String text = pieces.get(i).text();
            JsonObject delta = tool == null ? JsonObject.with("content", text).build() : arguments(text);
            out.data(chunk(delta, JsonNull.NULL, usage(completion, completion.tokensUpTo(i + 1))));
        }
        JsonValue reason = new JsonString(OpenAiDialect.finishReason(completion));
        out.data(chunk(JsonObject.empty(), reason, usage(completion)));
        if (prompt.hasUsageInChunks()) {
            JsonObject last =
                    head(CHUNK, List.of()).and("usage", usage(completion)).build();
            out.data(last);
            if (prompt.fault() == DemoFault.USAGE_TWICE) {
                out.data(last);
            }
        }
        out.done();
    }

    private static JsonObject opening(@Nullable String tool) {
        JsonObject.Builder opening = JsonObject.with("role", "assistant");
        if (tool == null) {
            return opening.and("content", "").build();
        }
        JsonObject call =
                call(OpenAiDialect.newCallId(), tool, "").and("index", 0).build();
        return opening.and("content", JsonNull.NULL)
                .and("tool_calls", JsonArray.of(call))
                .build();
    }

    private static JsonObject arguments(String text) {
        JsonObject call = JsonObject.with("index", JsonNumber.of(0))
                .and("function", JsonObject.with("arguments", text).build())
                .build();
        return JsonObject.with("tool_calls", JsonArray.of(call)).build();
    }

    static JsonObject.Builder call(String id, String tool, String arguments) {
        JsonObject function =
                JsonObject.with("name", tool).and("arguments", arguments).build();
        return JsonObject.with("id", id).and("type", "function").and("function", function);
    }

    /** @param soFar the usage until here, told by those that tell it always */
    private JsonObject chunk(JsonObject delta, JsonValue finishReason, JsonObject soFar) {
        JsonObject choice = JsonObject.with("index", JsonNumber.of(0))
                .and("delta", delta)
                .and("logprobs", JsonNull.NULL)
                .and("finish_reason", finishReason)
                .build();
        JsonObject.Builder chunk = head(CHUNK, List.of(choice));
        if (prompt.fault() == DemoFault.USAGE_ON_EVERY_CHUNK) {
            return chunk.and("usage", soFar).build();
        }
        // Whoever asked for usage finds the member in every chunk, empty until the last.
        return prompt.hasUsageInChunks() ? chunk.and("usage", JsonNull.NULL).build() : chunk.build();
    }

    JsonObject.Builder head(String object, List<JsonValue> choices) {
        return JsonObject.with("id", id)
                .and("object", object)
                .and("created", created)
                .and("model", prompt.model())
                .and("system_fingerprint", "fp_zentinel_demo")
                .and("choices", new JsonArray(choices));
    }

    static JsonObject usage(Completion completion) {
        return usage(completion, completion.completionTokens());
    }

    private static JsonObject usage(Completion completion, int answer) {
        int prompt = completion.promptTokens();
        return JsonObject.with("prompt_tokens", JsonNumber.of(prompt))
                .and("completion_tokens", answer)
                .and("total_tokens", prompt + answer)
                .and(
                        "prompt_tokens_details",
                        JsonObject.with("cached_tokens", JsonNumber.of(completion.cachedTokens()))
                                .build())
                .and(
                        "completion_tokens_details",
                        JsonObject.with("reasoning_tokens", JsonNumber.of(completion.reasoningTokens()))
                                .build())
                .build();
    }
}
