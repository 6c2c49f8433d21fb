package io.zentinelproxy.inference.demo;

import java.util.List;

/**
 * What was asked, whichever dialect it was asked in.
 *
 * @param model the name the client gave, at most {@link #MAX_MODEL_CHARS}
 * @param turns the system prompt, if any, and the messages; at least one
 * @param maxTokens tokens of the answer, at least 1; {@link Integer#MAX_VALUE} if the client set no limit
 * @param stream whether the answer is an event stream
 * @param usageInStream whether a stream tells the usage before its end (OpenAI's {@code stream_options.include_usage})
 */
record Prompt(String model, List<Turn> turns, int maxTokens, boolean stream, boolean usageInStream) {

    static final int MAX_MODEL_CHARS = 256;

    Prompt {
        turns = List.copyOf(turns);
    }

    /** The text the model answers to; empty if no user spoke. */
    String lastUserText() {
        return turns.reversed().stream()
                .filter(turn -> turn.role().equals("user"))
                .map(Turn::text)
                .findFirst()
                .orElse("");
    }
}
