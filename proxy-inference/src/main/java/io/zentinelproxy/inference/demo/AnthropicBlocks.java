package io.zentinelproxy.inference.demo;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonException;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.inference.tokens.TokenPiece;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The blocks of a message: a thought, then a text or the call of a tool. */
final class AnthropicBlocks {
    private static final String SIGNATURE = "ZGVtbw==";

    private final EventStream out;
    private final Pace pace;
    private int index;

    AnthropicBlocks(EventStream out, Pace pace) {
        this.out = out;
        this.pace = pace;
    }

    static JsonArray whole(Completion completion) {
        List<JsonValue> blocks = new ArrayList<>();
        if (!completion.thoughts().isEmpty()) {
            blocks.add(thinking(completion.thoughtText(), SIGNATURE));
        }
        String tool = completion.tool();
        blocks.add(tool == null ? text(completion.text()) : toolUse(tool, arguments(completion.text())));
        return new JsonArray(blocks);
    }

    void send(Completion completion) throws IOException {
        if (!completion.thoughts().isEmpty()) {
            start(thinking("", ""));
            deltas(completion.thoughts(), "thinking_delta", "thinking");
            delta("signature_delta", "signature", SIGNATURE);
            stop();
        }
        String tool = completion.tool();
        start(tool == null ? text("") : toolUse(tool, JsonObject.empty()));
        if (index == 0) {
            out.named("ping", JsonObject.with("type", "ping").build());
        }
        deltas(
                completion.pieces(),
                tool == null ? "text_delta" : "input_json_delta",
                tool == null ? "text" : "partial_json");
        stop();
    }

    private void deltas(List<TokenPiece> pieces, String type, String member) throws IOException {
        for (TokenPiece piece : pieces) {
            pace.pause();
            delta(type, member, piece.text());
        }
    }

    private void start(JsonObject block) throws IOException {
        out.named(
                "content_block_start",
                event("content_block_start").and("content_block", block).build());
    }

    private void delta(String type, String member, String text) throws IOException {
        JsonObject delta = JsonObject.with("type", type).and(member, text).build();
        out.named(
                "content_block_delta",
                event("content_block_delta").and("delta", delta).build());
    }

    private void stop() throws IOException {
        out.named("content_block_stop", event("content_block_stop").build());
        index++;
    }

    private JsonObject.Builder event(String type) {
        return JsonObject.with("type", type).and("index", index);
    }

    private static JsonObject text(String text) {
        return JsonObject.with("type", "text").and("text", text).build();
    }

    private static JsonObject thinking(String text, String signature) {
        return JsonObject.with("type", "thinking")
                .and("thinking", text)
                .and("signature", signature)
                .build();
    }

    private static JsonObject toolUse(String tool, JsonValue input) {
        return JsonObject.with("type", "tool_use")
                .and("id", "toolu_" + OpenAiDialect.random())
                .and("name", tool)
                .and("input", input)
                .build();
    }

    /** Arguments that a limit has cut are no object, and then there are none. */
    private static JsonValue arguments(String text) {
        try {
            return Json.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (JsonException cut) {
            return JsonObject.empty();
        }
    }
}
