package io.zentinelproxy.inference.answer;

/** The numbers that usages are made of, by the words of those who tell them. */
enum Slot {
    NONE(false),
    /** OpenAI's {@code prompt_tokens}, those from the cache included. */
    PROMPT(false),
    /** OpenAI's {@code completion_tokens}, reasoning included. */
    COMPLETION(false),
    TOTAL(false),
    /** {@code cached_tokens}, a part of the input. */
    CACHED(false),
    /** {@code reasoning_tokens}, a part of the output. */
    REASONING(false),
    /** {@code input_tokens}: Anthropic's are without those of the cache, OpenAI's are with them. */
    INPUT(true),
    /** {@code output_tokens}, of Anthropic cumulative. */
    OUTPUT(true),
    /** Anthropic's {@code cache_creation_input_tokens}, beside its input. */
    CACHE_WRITE(true),
    /** Anthropic's {@code cache_read_input_tokens}, beside its input. */
    CACHE_READ(true),
    GEMINI_PROMPT(true),
    GEMINI_CACHED(true),
    /** Without thoughts. */
    GEMINI_CANDIDATES(true),
    GEMINI_THOUGHTS(true),
    GEMINI_TOOL_PROMPT(true);

    /** Whether the last one told holds, and not the largest. */
    final boolean latest;

    Slot(boolean latest) {
        this.latest = latest;
    }
}
