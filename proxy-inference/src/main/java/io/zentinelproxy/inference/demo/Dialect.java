package io.zentinelproxy.inference.demo;

import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonValue;
import java.io.IOException;

/** How one vendor's API says it: requests in, answers and errors out. */
sealed interface Dialect permits OpenAiDialect, CompletionsDialect, ResponsesDialect, AnthropicDialect {

    /** @throws Refusal if a member is missing, of the wrong type, or asks for what the demo model does not do */
    Prompt read(JsonValue request) throws Refusal;

    /** The answer as one object. */
    JsonObject whole(Prompt prompt, Completion completion);

    /** The answer as events. @throws IOException if the client is gone */
    void stream(Prompt prompt, Completion completion, EventStream out, Pace pace) throws IOException;

    /** The error as the vendor's SDK expects it. */
    JsonObject error(Refusal refusal, String requestId);

    /** The event that tells an error when the answer has begun; with a {@code type} at its top level where events have names. */
    JsonObject lateError();

    /** The response field that carries the request's id. */
    String requestIdField();
}
