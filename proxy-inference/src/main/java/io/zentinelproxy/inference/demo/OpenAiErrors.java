package io.zentinelproxy.inference.demo;

import io.zentinelproxy.core.json.JsonNull;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Errors in OpenAI's words. */
final class OpenAiErrors {
    static final String REQUEST_ID_FIELD = "x-request-id";

    private OpenAiErrors() {}

    static JsonObject of(Refusal refusal) {
        return error(refusal.reason(), type(refusal), refusal.param(), refusal.code());
    }

    static JsonObject late() {
        return error("The server had an error while processing your request.", "server_error", null, null);
    }

    private static JsonObject error(String message, String type, @Nullable String param, @Nullable String code) {
        JsonObject error = JsonObject.with("message", message)
                .and("type", type)
                .and("param", orNull(param))
                .and("code", orNull(code))
                .build();
        return JsonObject.with("error", error).build();
    }

    private static String type(Refusal refusal) {
        return switch (refusal.status()) {
            case 429 -> DemoFaults.NO_MONEY.equals(refusal.code()) ? DemoFaults.NO_MONEY : "rate_limit_error";
            case 503, 529 -> "server_error";
            default -> "invalid_request_error";
        };
    }

    private static JsonValue orNull(@Nullable String text) {
        return text == null ? JsonNull.NULL : new JsonString(text);
    }
}
