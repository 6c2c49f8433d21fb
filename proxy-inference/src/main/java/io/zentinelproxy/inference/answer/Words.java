package io.zentinelproxy.inference.answer;

import io.zentinelproxy.inference.model.AnswerEnd;
import org.jspecify.annotations.Nullable;

/** What the dialects' words for an end mean. */
final class Words {
    private Words() {}

    /** A {@code finish_reason}, a {@code stop_reason}, or Gemini's {@code finishReason}; those that nobody knows are an end like others. */
    static AnswerEnd end(String reason) {
        return switch (reason) {
            case "length", "max_tokens", "MAX_TOKENS", "max_output_tokens", "model_context_window_exceeded" ->
                AnswerEnd.LENGTH;
            case "error", "OTHER", "MALFORMED_FUNCTION_CALL" -> AnswerEnd.ERROR;
            default -> AnswerEnd.STOP;
        };
    }

    /** The {@code status} of a response; null where it is no end. */
    static @Nullable AnswerEnd status(String status) {
        return switch (status) {
            case "completed" -> AnswerEnd.STOP;
            // Unless its details say more.
            case "incomplete" -> AnswerEnd.LENGTH;
            case "failed", "cancelled" -> AnswerEnd.ERROR;
            default -> null;
        };
    }

    /** Whether an event of this type is the last word of its dialect: there is no other that ends a stream of responses or messages. */
    static boolean isLast(String type) {
        return switch (type) {
            case "message_stop", "response.completed", "response.incomplete", "response.failed", "response.cancelled" ->
                true;
            default -> false;
        };
    }
}
