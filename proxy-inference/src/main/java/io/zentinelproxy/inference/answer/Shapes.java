package io.zentinelproxy.inference.answer;

import io.zentinelproxy.inference.answer.Shape.Role;

/**
 * What answers look like: OpenAI's chat completions, completions, responses and embeddings, Anthropic's messages, Gemini's candidates, all in
 * one, since a provider that is compatible with one often borrows from another.
 */
final class Shapes {
    private static final Shape TEXT = Shape.of(Role.TEXT);
    private static final Shape MODEL = Shape.of(Role.MODEL);
    private static final Shape FINISH = Shape.of(Role.FINISH);
    private static final Shape ERROR = Shape.of(Role.ERROR);
    private static final Shape STATUS = Shape.of(Role.STATUS);
    private static final Shape DETAIL = Shape.of(Role.NONE).with(Shape.of(Role.DETAIL), "reason");

    /** Of a choice, or beside what a provider adds: Moonshot and Groq tell it there. */
    private static final Shape USAGE = usage(Role.USAGE);

    private static final Shape GEMINI_USAGE = Shape.of(Role.USAGE)
            .with(Shape.number(Slot.GEMINI_PROMPT), "promptTokenCount")
            .with(Shape.number(Slot.GEMINI_CACHED), "cachedContentTokenCount")
            .with(Shape.number(Slot.GEMINI_CANDIDATES), "candidatesTokenCount")
            .with(Shape.number(Slot.GEMINI_THOUGHTS), "thoughtsTokenCount")
            .with(Shape.number(Slot.GEMINI_TOOL_PROMPT), "toolUsePromptTokenCount");

    /** Parts of a message, or blocks: a text, a thought, or the arguments of a tool, which Anthropic gives as an object. */
    private static final Shape PARTS = Shape.of(Role.TEXT)
            .each(Shape.of(Role.NONE)
                    .with(TEXT, "text", "thinking", "refusal", "name", "input")
                    .with(Shape.of(Role.NONE).with(TEXT, "name", "args"), "functionCall"));

    private static final Shape FUNCTION = Shape.of(Role.NONE).with(TEXT, "name", "arguments", "input");

    /** A message, whole or in deltas. */
    private static final Shape CHAT_MESSAGE = Shape.of(Role.NONE)
            .with(PARTS, "content")
            .with(TEXT, "reasoning_content", "reasoning", "refusal")
            .with(FUNCTION, "function_call")
            .with(Shape.of(Role.NONE).each(Shape.of(Role.NONE).with(FUNCTION, "function", "custom")), "tool_calls");

    private static final Shape CHOICES = Shape.of(Role.NONE)
            .each(Shape.of(Role.CHOICE)
                    .with(CHAT_MESSAGE, "delta", "message")
                    .with(TEXT, "text")
                    .with(FINISH, "finish_reason")
                    .with(USAGE, "usage"));

    private static final Shape CANDIDATES = Shape.of(Role.NONE)
            .each(Shape.of(Role.CHOICE)
                    .with(FINISH, "finishReason")
                    .with(Shape.of(Role.NONE).with(PARTS, "parts"), "content"));

    /** One JSON value that is the answer, or a list of such as Gemini streams without events. */
    static final Shape WHOLE = root().with(PARTS, "content")
            .with(FINISH, "stop_reason")
            .with(STATUS, "status")
            .with(DETAIL, "incomplete_details")
            .with(
                    Shape.of(Role.NONE)
                            .each(Shape.of(Role.NONE)
                                    .with(PARTS, "content", "summary")
                                    .with(TEXT, "name", "arguments", "input")),
                    "output");

    /** The data of one event. */
    static final Shape EVENT = root().with(Shape.of(Role.TYPE), "type")
            // A string in events of responses; an object in Anthropic's, whose message_delta tells the reason of the
            // end.
            .with(
                    Shape.of(Role.TYPED_TEXT)
                            .with(TEXT, "text", "thinking", "partial_json")
                            .with(FINISH, "stop_reason"),
                    "delta")
            .with(Shape.of(Role.NONE).with(TEXT, "text", "thinking", "name"), "content_block")
            .with(Shape.of(Role.NONE).with(Shape.of(Role.ITEM_NAME), "name"), "item")
            .with(Shape.of(Role.NONE).with(MODEL, "model").with(usage(Role.EARLY_USAGE), "usage"), "message")
            // Its output repeats what came as deltas.
            .with(
                    Shape.of(Role.NONE)
                            .with(MODEL, "model")
                            .with(STATUS, "status")
                            .with(DETAIL, "incomplete_details")
                            .with(USAGE, "usage"),
                    "response");

    static {
        WHOLE.each(WHOLE);
    }

    private Shapes() {}

    private static Shape root() {
        return Shape.of(Role.ROOT)
                .with(MODEL, "model", "modelVersion")
                .with(CHOICES, "choices")
                .with(CANDIDATES, "candidates")
                .with(usage(Role.TOP_USAGE), "usage")
                .with(GEMINI_USAGE, "usageMetadata")
                .with(ERROR, "error")
                .with(Shape.of(Role.NONE).with(USAGE, "usage"), "x_groq");
    }

    private static Shape usage(Role role) {
        Shape cached = Shape.number(Slot.CACHED);
        Shape reasoning = Shape.number(Slot.REASONING);
        return Shape.of(role)
                .with(Shape.number(Slot.PROMPT), "prompt_tokens")
                .with(Shape.number(Slot.COMPLETION), "completion_tokens")
                .with(Shape.number(Slot.TOTAL), "total_tokens")
                .with(Shape.number(Slot.INPUT), "input_tokens")
                .with(Shape.number(Slot.OUTPUT), "output_tokens")
                .with(Shape.number(Slot.CACHE_WRITE), "cache_creation_input_tokens")
                .with(Shape.number(Slot.CACHE_READ), "cache_read_input_tokens")
                .with(cached, "prompt_cache_hit_tokens")
                .with(reasoning, "reasoning_tokens")
                .with(
                        Shape.of(Role.NONE).with(cached, "cached_tokens"),
                        "prompt_tokens_details",
                        "input_tokens_details")
                .with(
                        Shape.of(Role.NONE).with(reasoning, "reasoning_tokens"),
                        "completion_tokens_details",
                        "output_tokens_details");
    }
}
