package io.zentinelproxy.inference.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was asked, whichever dialect it was asked in.
 *
 * @param model the name the client gave, at most {@link #MAX_MODEL_CHARS}
 * @param turns the system prompt, if any, and the messages; at least one
 * @param tools that may be called
 * @param maxTokens tokens of the answer, at least 1; {@link Integer#MAX_VALUE} if the client set no limit
 * @param stream whether the answer is an event stream
 * @param usageInStream whether a stream tells the usage before its end (OpenAI's {@code stream_options.include_usage})
 * @param fault what is to go wrong
 */
record Prompt(
        String model,
        List<Turn> turns,
        Tools tools,
        int maxTokens,
        boolean stream,
        boolean usageInStream,
        DemoFault fault) {

    static final int MAX_MODEL_CHARS = 256;

    Prompt {
        turns = List.copyOf(turns);
    }

    Prompt(String model, List<Turn> turns, Tools tools, int maxTokens, boolean stream, boolean usageInStream) {
        this(model, turns, tools, maxTokens, stream, usageInStream, DemoFault.NONE);
    }

    Prompt with(DemoFault wrong) {
        return new Prompt(model, turns, tools, maxTokens, stream, usageInStream, wrong);
    }

    /** The text the model answers to; empty if no user spoke. */
    String lastUserText() {
        return turns.reversed().stream()
                .filter(turn -> turn.role().equals("user"))
                .map(Turn::text)
                .findFirst()
                .orElse("");
    }

    /** The tool it calls: only for the user's word, since what a tool has answered would else call it again. */
    @Nullable
    String calledTool() {
        return turns.getLast().role().equals("user") ? tools.called(lastUserText()) : null;
    }

    boolean tellsUsage() {
        return fault != DemoFault.NO_USAGE;
    }

    /** Whether chunks of a stream have a member {@code usage}. */
    boolean hasUsageInChunks() {
        return usageInStream && tellsUsage();
    }
}
