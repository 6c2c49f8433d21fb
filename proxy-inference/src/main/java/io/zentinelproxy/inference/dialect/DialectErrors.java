package io.zentinelproxy.inference.dialect;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonNull;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.inference.model.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Errors of ours in the words of a provider, so that its client libraries raise the errors that their users catch. Before the
 * head is out an event stream gets the same. What all others are told in are OpenAI's words, as most servers speak them.
 */
public final class DialectErrors {
    /** Reason: what the client may spend is spent; asking again does not help. */
    public static final String BUDGET_EXHAUSTED = "budget-exhausted";

    /** Reason: no such model, or none that the client may use. */
    public static final String MODEL_NOT_FOUND = "model-not-found";

    /** Reason: the prompt is longer than what the model reads. */
    public static final String CONTEXT_LENGTH_EXCEEDED = "context-length-exceeded";

    /** Reason: too many tokens in too short a time. */
    public static final String TOKENS_LIMITED = "tokens-limited";

    /** Reason: too many requests in too short a time. */
    public static final String REQUESTS_LIMITED = "requests-limited";

    private DialectErrors() {}

    /**
     * Tells an error.
     *
     * @param status of the answer, 400 to 599
     * @param reason our code for it: one of those here, or any other, which OpenAI's clients then see as the {@code code}
     * @param message for people; well-formed UTF-16
     * @param param the member of the request that is wrong, or null
     * @param requestId by which the request is found in our log
     * @return JSON
     */
    public static byte[] render(
            Provider provider, int status, String reason, String message, @Nullable String param, String requestId) {
        JsonObject error = switch (provider) {
            case OPENAI, GENERIC -> openAi(status, reason, message, param);
            case ANTHROPIC -> anthropic(status, message, requestId);
        };
        return Json.write(error);
    }

    private static JsonObject openAi(int status, String reason, String message, @Nullable String param) {
        JsonValue where = param == null ? JsonNull.NULL : new JsonString(param);
        return JsonObject.with(
                        "error",
                        JsonObject.with("message", message)
                                .and("type", openAiType(status, reason))
                                .and("param", where)
                                .and("code", openAiCode(status, reason))
                                .build())
                .build();
    }

    private static String openAiType(int status, String reason) {
        return switch (status) {
            case 402 -> "insufficient_quota";
            case 403 -> "permission_error";
            case 429 ->
                switch (reason) {
                    case BUDGET_EXHAUSTED -> "insufficient_quota";
                    case TOKENS_LIMITED -> "tokens";
                    case REQUESTS_LIMITED -> "requests";
                    default -> "rate_limit_error";
                };
            default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    }

    private static String openAiCode(int status, String reason) {
        return switch (reason) {
            case BUDGET_EXHAUSTED -> "insufficient_quota";
            case TOKENS_LIMITED, REQUESTS_LIMITED -> "rate_limit_exceeded";
            default ->
                switch (status) {
                    case 401 -> "invalid_api_key";
                    case 429 -> "rate_limit_exceeded";
                    default -> reason.replace('-', '_');
                };
        };
    }

    private static JsonObject anthropic(int status, String message, String requestId) {
        return JsonObject.with("type", "error")
                .and(
                        "error",
                        JsonObject.with("type", anthropicType(status))
                                .and("message", message)
                                .build())
                .and("request_id", requestId)
                .build();
    }

    private static String anthropicType(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 409 -> "conflict_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503, 529 -> "overloaded_error";
            case 504 -> "timeout_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }
}
