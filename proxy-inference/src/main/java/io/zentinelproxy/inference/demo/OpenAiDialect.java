package io.zentinelproxy.inference.demo;

import io.zentinelproxy.core.json.JsonNull;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat completions. Sampling parameters are taken and change nothing: this model does not sample. */
final class OpenAiDialect implements Dialect {

    private static final MessageReader MESSAGES = new MessageReader(Set.of("system", "developer", "user", "assistant"));

    @Override
    public Prompt read(JsonValue request) throws Refusal {
        Members members = Members.of(request, "");
        refuseUnsupported(members);
        boolean stream = members.flag("stream");
        return new Prompt(
                MessageReader.model(members),
                MESSAGES.turns(members),
                maxTokens(members),
                stream,
                usageInStream(members, stream));
    }

    private static void refuseUnsupported(Members members) throws Refusal {
        members.refuse("tools", "functions", "stop", "audio", "modalities", "prediction");
        if (members.flag("logprobs")) {
            members.refuse("logprobs");
        }
        if (members.positive("n").orElse(1) != 1) {
            members.refuse("n");
        }
        JsonValue format = members.value("response_format");
        if (format != null
                && !Members.of(format, "response_format").string("type").equals("text")) {
            members.refuse("response_format");
        }
    }

    private static int maxTokens(Members members) throws Refusal {
        OptionalInt older = members.positive("max_tokens");
        OptionalInt newer = members.positive("max_completion_tokens");
        if (older.isPresent() && newer.isPresent()) {
            throw Refusal.badRequest(
                    "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
                    "max_tokens",
                    "invalid_parameter_combination");
        }
        return newer.orElse(older.orElse(Integer.MAX_VALUE));
    }

    private static boolean usageInStream(Members members, boolean stream) throws Refusal {
        JsonValue options = members.value("stream_options");
        if (options == null) {
            return false;
        }
        if (!stream) {
            throw Refusal.badRequest(
                    "The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options", null);
        }
        return Members.of(options, "stream_options").flag("include_usage");
    }

    @Override
    public JsonObject whole(Prompt prompt, Completion completion) {
        JsonObject message = JsonObject.with("role", "assistant")
                .and("content", completion.text())
                .and("refusal", JsonNull.NULL)
                .build();
        JsonObject choice = JsonObject.with("index", JsonNumber.of(0))
                .and("message", message)
                .and("logprobs", JsonNull.NULL)
                .and("finish_reason", finishReason(completion))
                .build();
        return new OpenAiChunks(newId(), Instant.now().getEpochSecond(), prompt)
                .head("chat.completion", List.of(choice))
                .and("usage", OpenAiChunks.usage(completion))
                .build();
    }

    @Override
    public void stream(Prompt prompt, Completion completion, EventStream out, Pace pace) throws IOException {
        new OpenAiChunks(newId(), Instant.now().getEpochSecond(), prompt).send(completion, out, pace);
    }

    static String finishReason(Completion completion) {
        return completion.cut() ? "length" : "stop";
    }

    private static String newId() {
        return "chatcmpl-" + UUID.randomUUID().toString().replace("-", "");
    }

    @Override
    public JsonObject error(Refusal refusal, String requestId) {
        JsonObject error = JsonObject.with("message", refusal.reason())
                .and("type", "invalid_request_error")
                .and("param", orNull(refusal.param()))
                .and("code", orNull(refusal.code()))
                .build();
        return JsonObject.with("error", error).build();
    }

    private static JsonValue orNull(@Nullable String text) {
        return text == null ? JsonNull.NULL : new JsonString(text);
    }

    @Override
    public String requestIdField() {
        return "x-request-id";
    }
}
