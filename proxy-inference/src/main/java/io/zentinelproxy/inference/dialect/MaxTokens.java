package io.zentinelproxy.inference.dialect;

import io.zentinelproxy.inference.model.Api;
import org.jspecify.annotations.Nullable;

/** Under which name an API limits the tokens of an answer. */
final class MaxTokens {
    /** OpenAI's models that reason: they refuse {@code max_tokens}; servers of others often know only that. */
    private static final String[] REASONING = {"o1", "o3", "o4", "gpt-5"};

    private MaxTokens() {}

    /** Whether the API limits answers by this member; for the others it means nothing. */
    static boolean limits(Api api, DecidingMember member) {
        return switch (api) {
            case CHAT_COMPLETIONS -> member != DecidingMember.MAX_OUTPUT_TOKENS;
            case COMPLETIONS, MESSAGES -> member == DecidingMember.MAX_TOKENS;
            case RESPONSES -> member == DecidingMember.MAX_OUTPUT_TOKENS;
            case EMBEDDINGS, COUNT_TOKENS -> false;
            case GENERIC -> true;
        };
    }

    /**
     * The name under which a limit is put in.
     *
     * @param model as the provider is asked for it
     * @return null for an API whose answers have no tokens
     */
    static @Nullable String name(Api api, String model) {
        return switch (api) {
            case CHAT_COMPLETIONS -> reasons(model) ? "max_completion_tokens" : "max_tokens";
            case COMPLETIONS, MESSAGES, GENERIC -> "max_tokens";
            case RESPONSES -> "max_output_tokens";
            case EMBEDDINGS, COUNT_TOKENS -> null;
        };
    }

    /** By the name behind its vendor's ({@code openai/gpt-5}) and behind the mark of a fine-tuned one ({@code ft:o3}). */
    private static boolean reasons(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1);
        String base = name.startsWith("ft:") ? name.substring("ft:".length()) : name;
        for (String family : REASONING) {
            if (base.startsWith(family)) {
                return true;
            }
        }
        return false;
    }
}
