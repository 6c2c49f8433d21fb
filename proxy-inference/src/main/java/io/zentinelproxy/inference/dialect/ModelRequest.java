package io.zentinelproxy.inference.dialect;

import io.zentinelproxy.inference.model.Api;
import io.zentinelproxy.inference.model.PromptPart;
import io.zentinelproxy.inference.model.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request says, and where.
 *
 * @param model as it is meant, without escapes; where the content names none, the path's
 * @param modelAt the string of the model with its quotes; empty, at {@code openAt}, where the path alone names it
 * @param stream whether the answer is to be an event stream
 * @param maxTokens of one answer, or -1 where the client sets no limit
 * @param maxTokensAt the number, or null where there is none
 * @param choices answers that are asked for: OpenAI's {@code n} or {@code best_of} for each prompt; at least 1
 * @param includesUsage whether the client itself asks for the usage in the stream
 * @param streamOptionsAt the object {@code stream_options} from brace to brace, or null where there is none
 * @param includeUsageAt the value of {@code include_usage} in it, or null where there is none
 * @param openAt behind the opening brace of the whole, where a member may be put in
 * @param nulls members that are there and say {@code null}: a second one beside them would be a duplicate
 * @param prompt what the model reads
 */
public record ModelRequest(
        Api api,
        String model,
        Span modelAt,
        boolean stream,
        long maxTokens,
        @Nullable Span maxTokensAt,
        int choices,
        boolean includesUsage,
        @Nullable Span streamOptionsAt,
        @Nullable Span includeUsageAt,
        int openAt,
        List<NullMember> nulls,
        List<PromptPart> prompt) {
    /** The same without what the model reads. */
    public ModelRequest withoutPrompt() {
        return new ModelRequest(
                api,
                model,
                modelAt,
                stream,
                maxTokens,
                maxTokensAt,
                choices,
                includesUsage,
                streamOptionsAt,
                includeUsageAt,
                openAt,
                nulls,
                List.of());
    }

    /**
     * A member of the whole that is {@code null}, one of those a patch may set.
     *
     * @param at the word {@code null}
     */
    public record NullMember(String name, Span at) {}
}
