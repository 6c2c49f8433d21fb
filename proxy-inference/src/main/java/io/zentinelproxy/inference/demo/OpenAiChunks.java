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

/**
 * One chat completion as chunks: the role, a chunk for each piece, the finish reason, the usage if it was asked for, {@code [DONE]}.
 *
 * @param id one for all chunks
 * @param created seconds since the epoch
 */
record OpenAiChunks(String id, long created, Prompt prompt) {

    private static final String CHUNK = "chat.completion.chunk";

    void send(Completion completion, EventStream out, Pace pace) throws IOException {
        JsonObject opening =
                JsonObject.with("role", "assistant").and("content", "").build();
        out.data(chunk(opening, JsonNull.NULL));
        for (TokenPiece piece : completion.pieces()) {
            pace.pause();
            out.data(chunk(JsonObject.with("content", piece.text()).build(), JsonNull.NULL));
        }
        out.data(chunk(JsonObject.empty(), new JsonString(OpenAiDialect.finishReason(completion))));
        if (prompt.usageInStream()) {
            out.data(head(CHUNK, List.of()).and("usage", usage(completion)).build());
        }
        out.done();
    }

    private JsonObject chunk(JsonObject delta, JsonValue finishReason) {
        JsonObject choice = JsonObject.with("index", JsonNumber.of(0))
                .and("delta", delta)
                .and("logprobs", JsonNull.NULL)
                .and("finish_reason", finishReason)
                .build();
        JsonObject.Builder chunk = head(CHUNK, List.of(choice));
        // Whoever asked for usage finds the member in every chunk, empty until the last.
        return prompt.usageInStream() ? chunk.and("usage", JsonNull.NULL).build() : chunk.build();
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
        int prompt = completion.promptTokens();
        int answer = completion.completionTokens();
        return JsonObject.with("prompt_tokens", JsonNumber.of(prompt))
                .and("completion_tokens", answer)
                .and("total_tokens", prompt + answer)
                .and(
                        "prompt_tokens_details",
                        JsonObject.with("cached_tokens", JsonNumber.of(0)).build())
                .and(
                        "completion_tokens_details",
                        JsonObject.with("reasoning_tokens", JsonNumber.of(0)).build())
                .build();
    }
}
