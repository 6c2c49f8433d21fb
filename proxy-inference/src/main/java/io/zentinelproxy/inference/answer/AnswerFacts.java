package io.zentinelproxy.inference.answer;

import io.zentinelproxy.inference.model.AnswerEnd;
import io.zentinelproxy.inference.model.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an answer, as far as it went by.
 *
 * @param usage as the provider tells it, merged field by field; null where it does not
 * @param usageComplete whether input and output are both told, and told last
 * @param text what the model has written, reasoning and arguments of tools included, in tokens by our own count
 * @param model that has answered, as it says; null where it does not
 * @param end null where it broke off without saying so
 */
public record AnswerFacts(
        @Nullable Usage usage,
        boolean usageComplete,
        long text,
        @Nullable String model,
        @Nullable AnswerEnd end) {}
