package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.inference.dialect.ModelRequest;
import io.zentinelproxy.inference.limits.EstimationMethod;
import io.zentinelproxy.inference.model.PromptPart;
import io.zentinelproxy.inference.tokens.PromptCount;
import io.zentinelproxy.inference.tokens.PromptCounter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a prompt is taken to be before its provider says so.
 *
 * @param tokens the best estimate
 * @param bound what is reserved
 * @param exact whether the model's own vocabulary has counted all of it
 * @param count from which its model's ratio is learned; null where it was not counted by a vocabulary
 */
record PromptEstimate(
        long tokens, long bound, boolean exact, @Nullable PromptCount count) {
    /** Of what is no prompt. */
    static final PromptEstimate NONE = new PromptEstimate(0, 0, true, null);

    private static final int CHARS_PER_TOKEN = 4;
    private static final double TOKENS_PER_WORD = 1.3;

    /** @param model that reads it, whatever the client calls it */
    static PromptEstimate of(ModelRequest request, String model, EstimationMethod method, PromptCounter counter) {
        return switch (method) {
            case TIKTOKEN -> of(counter.count(model, request.api(), request.prompt()));
            case CHARS -> plain(tokens(request.prompt()) + Math.ceilDiv(chars(request.prompt()), CHARS_PER_TOKEN));
            case WORDS -> plain(tokens(request.prompt()) + (long) Math.ceil(words(request.prompt()) * TOKENS_PER_WORD));
        };
    }

    static PromptEstimate of(PromptCount count) {
        return new PromptEstimate(count.tokens(), count.upperBound(), count.exact(), count);
    }

    private static PromptEstimate plain(long tokens) {
        long some = Math.max(1, tokens);
        return new PromptEstimate(some, some, false, null);
    }

    /** Those that the client has made itself. */
    private static long tokens(List<PromptPart> prompt) {
        return prompt.stream()
                .mapToLong(part -> part instanceof PromptPart.Tokens made ? made.count() : 0)
                .sum();
    }

    private static long chars(List<PromptPart> prompt) {
        return prompt.stream().mapToLong(part -> text(part).length()).sum();
    }

    private static long words(List<PromptPart> prompt) {
        return prompt.stream().mapToLong(part -> words(text(part))).sum();
    }

    private static String text(PromptPart part) {
        return switch (part) {
            case PromptPart.Message message -> message.role();
            case PromptPart.Name name -> name.name();
            case PromptPart.Text text -> text.text();
            case PromptPart.Tool tool -> tool.json();
            case PromptPart.Tokens tokens -> "";
            case PromptPart.Image image -> "";
            case PromptPart.Opaque opaque -> "";
        };
    }

    private static long words(String text) {
        long words = 0;
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            boolean letter = !Character.isWhitespace(text.charAt(i));
            words += letter && !inside ? 1 : 0;
            inside = letter;
        }
        return words;
    }
}
