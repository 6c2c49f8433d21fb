package io.zentinelproxy.inference.demo;

import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonNull;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.inference.tokens.TokenPiece;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** OpenAI's completions, of before there was a chat. */
final class CompletionsDialect implements Dialect {
    /** What the API takes where none is told. */
    private static final int DEFAULT_MAX_TOKENS = 16;

    @Override
    public Prompt read(JsonValue request) throws Refusal {
        Members members = Members.of(request, "");
        members.refuse("suffix", "echo", "logprobs", "stop");
        if (members.positive("n").orElse(1) != 1) {
            members.refuse("n");
        }
        boolean stream = members.flag("stream");
        return new Prompt(
                MessageReader.model(members),
                List.of(new Turn("user", prompt(members), null)),
                Tools.NONE,
                members.positive("max_tokens").orElse(DEFAULT_MAX_TOKENS),
                stream,
                OpenAiDialect.usageInStream(members, stream));
    }

    private static String prompt(Members members) throws Refusal {
        return switch (members.required("prompt")) {
            case JsonString one -> one.value();
            case JsonArray several
            when several.elements().size() == 1 && several.elements().getFirst() instanceof JsonString one ->
                one.value();
            default -> throw Members.wrongType("prompt", "a string, or an array of one");
        };
    }

    @Override
    public JsonObject whole(Prompt prompt, Completion completion) {
        JsonObject.Builder whole = head(prompt, newId(), choice(completion.text(), reason(completion)));
        return prompt.tellsUsage()
                ? whole.and("usage", OpenAiChunks.usage(completion)).build()
                : whole.build();
    }

    @Override
    public void stream(Prompt prompt, Completion completion, EventStream out, Pace pace) throws IOException {
        String id = newId();
        for (TokenPiece piece : completion.pieces()) {
            pace.pause();
            out.data(chunk(prompt, id, choice(piece.text(), JsonNull.NULL)));
        }
        out.data(chunk(prompt, id, choice("", reason(completion))));
        if (prompt.hasUsageInChunks()) {
            out.data(head(prompt, id)
                    .and("usage", OpenAiChunks.usage(completion))
                    .build());
        }
        out.done();
    }

    private static JsonObject chunk(Prompt prompt, String id, JsonObject choice) {
        JsonObject.Builder chunk = head(prompt, id, choice);
        return prompt.hasUsageInChunks() ? chunk.and("usage", JsonNull.NULL).build() : chunk.build();
    }

    private static JsonObject.Builder head(Prompt prompt, String id, JsonValue... choices) {
        return JsonObject.with("id", id)
                .and("object", "text_completion")
                .and("created", Instant.now().getEpochSecond())
                .and("model", prompt.model())
                .and("choices", JsonArray.of(choices));
    }

    private static JsonObject choice(String text, JsonValue reason) {
        return JsonObject.with("text", text)
                .and("index", JsonNumber.of(0))
                .and("logprobs", JsonNull.NULL)
                .and("finish_reason", reason)
                .build();
    }

    private static JsonString reason(Completion completion) {
        return new JsonString(OpenAiDialect.finishReason(completion));
    }

    private static String newId() {
        return "cmpl-" + OpenAiDialect.random();
    }

    @Override
    public JsonObject error(Refusal refusal, String requestId) {
        return OpenAiErrors.of(refusal);
    }

    @Override
    public JsonObject lateError() {
        return OpenAiErrors.late();
    }

    @Override
    public String requestIdField() {
        return OpenAiErrors.REQUEST_ID_FIELD;
    }
}
