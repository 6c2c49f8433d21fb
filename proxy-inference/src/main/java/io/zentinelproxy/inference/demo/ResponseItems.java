package io.zentinelproxy.inference.demo;

import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.inference.tokens.TokenPiece;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a response is made of: thoughts that are not shown, then a message or the call of a function. */
final class ResponseItems {
    private static final String DONE = "completed";
    private static final String BEGUN = "in_progress";

    private final Completion completion;
    private final String id = OpenAiDialect.random();
    private final int index;

    ResponseItems(Completion completion) {
        this.completion = completion;
        index = completion.thoughts().isEmpty() ? 0 : 1;
    }

    JsonArray all() {
        List<JsonValue> items = new ArrayList<>();
        if (index > 0) {
            items.add(reasoning());
        }
        items.add(item(DONE, completion.text(), true));
        return new JsonArray(items);
    }

    void send(ResponseEvents out) throws IOException {
        if (index > 0) {
            out.send(
                    "response.output_item.added",
                    placed("response.output_item.added", 0).and("item", reasoning()));
            out.send(
                    "response.output_item.done",
                    placed("response.output_item.done", 0).and("item", reasoning()));
        }
        item(out, "response.output_item.added", item(BEGUN, "", false));
        if (completion.tool() == null) {
            part(out, "response.content_part.added", "");
            deltas(out, "response.output_text.delta");
            out.send(
                    "response.output_text.done",
                    inPart("response.output_text.done").and("text", completion.text()));
            part(out, "response.content_part.done", completion.text());
        } else {
            deltas(out, "response.function_call_arguments.delta");
            String done = "response.function_call_arguments.done";
            out.send(done, ofItem(done).and("arguments", completion.text()));
        }
        item(out, "response.output_item.done", item(DONE, completion.text(), true));
    }

    private void deltas(ResponseEvents out, String type) throws IOException {
        for (TokenPiece piece : completion.pieces()) {
            out.pause();
            JsonObject.Builder event = completion.tool() == null ? inPart(type) : ofItem(type);
            out.send(type, event.and("delta", piece.text()));
        }
    }

    private void item(ResponseEvents out, String type, JsonObject item) throws IOException {
        out.send(type, placed(type, index).and("item", item));
    }

    private void part(ResponseEvents out, String type, String text) throws IOException {
        out.send(type, inPart(type).and("part", part(text)));
    }

    private static JsonObject.Builder placed(String type, int at) {
        return JsonObject.with("type", type).and("output_index", at);
    }

    private JsonObject.Builder ofItem(String type) {
        return placed(type, index).and("item_id", "item_" + id);
    }

    private JsonObject.Builder inPart(String type) {
        JsonObject.Builder event = ofItem(type).and("content_index", 0);
        return type.contains("output_text") ? event.and("logprobs", JsonArray.of()) : event;
    }

    private JsonObject reasoning() {
        return JsonObject.with("type", "reasoning")
                .and("id", "rs_" + id)
                .and("summary", JsonArray.of())
                .build();
    }

    private JsonObject item(String state, String text, boolean whole) {
        String tool = completion.tool();
        if (tool != null) {
            return JsonObject.with("type", "function_call")
                    .and("id", "item_" + id)
                    .and("call_id", "call_" + id)
                    .and("name", tool)
                    .and("arguments", text)
                    .and("status", state)
                    .build();
        }
        return JsonObject.with("type", "message")
                .and("id", "item_" + id)
                .and("status", state)
                .and("role", "assistant")
                .and("content", whole ? JsonArray.of(part(text)) : JsonArray.of())
                .build();
    }

    private static JsonObject part(String text) {
        return JsonObject.with("type", "output_text")
                .and("text", text)
                .and("annotations", JsonArray.of())
                .build();
    }
}
