package io.zentinelproxy.inference.demo;

import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonNull;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonValue;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/** OpenAI's chat completions. Sampling parameters are taken and change nothing: this model does not sample. */
final class OpenAiDialect implements Dialect {

    private static final MessageReader MESSAGES =
            new MessageReader(Set.of("system", "developer", "user", "assistant", "tool"));

    @Override
    public Prompt read(JsonValue request) throws Refusal {
        Members members = Members.of(request, "");
        refuseUnsupported(members);
        boolean stream = members.flag("stream");
        return new Prompt(
                MessageReader.model(members),
                MESSAGES.turns(members),
                Tools.of(members, true),
                maxTokens(members),
                stream,
                usageInStream(members, stream));
    }

    private static void refuseUnsupported(Members members) throws Refusal {
        members.refuse("functions", "stop", "audio", "modalities", "prediction");
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

    static int maxTokens(Members members) throws Refusal {
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

    static boolean usageInStream(Members members, boolean stream) throws Refusal {
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
        JsonObject choice = JsonObject.with("index", JsonNumber.of(0))
                .and("message", message(completion))
                .and("logprobs", JsonNull.NULL)
                .and("finish_reason", finishReason(completion))
                .build();
        JsonObject.Builder whole = new OpenAiChunks(newId(), Instant.now().getEpochSecond(), prompt)
                .head("chat.completion", List.of(choice));
        return prompt.tellsUsage()
                ? whole.and("usage", OpenAiChunks.usage(completion)).build()
                : whole.build();
    }

    private static JsonObject message(Completion completion) {
        JsonObject.Builder message = JsonObject.with("role", "assistant");
        String tool = completion.tool();
        if (tool == null) {
            message.and("content", completion.text());
        } else {
            JsonObject call =
                    OpenAiChunks.call(newCallId(), tool, completion.text()).build();
            message.and("content", JsonNull.NULL).and("tool_calls", JsonArray.of(call));
        }
        return message.and("refusal", JsonNull.NULL).build();
    }

    @Override
    public void stream(Prompt prompt, Completion completion, EventStream out, Pace pace) throws IOException {
        new OpenAiChunks(newId(), Instant.now().getEpochSecond(), prompt).send(completion, out, pace);
    }

    static String finishReason(Completion completion) {
        if (completion.cut()) {
            return "length";
        }
        return completion.tool() == null ? "stop" : "tool_calls";
    }

    private static String newId() {
        return "chatcmpl-" + random();
    }

    static String newCallId() {
        return "call_" + random();
    }

    static String random() {
        return UUID.randomUUID().toString().replace("-", "");
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
