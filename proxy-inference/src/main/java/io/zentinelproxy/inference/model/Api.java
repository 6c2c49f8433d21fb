package io.zentinelproxy.inference.model;

/** What is asked of a model, and in which words. */
public enum Api {
    /** OpenAI's {@code POST /v1/chat/completions}. */
    CHAT_COMPLETIONS(Provider.OPENAI, "chat"),
    /** OpenAI's {@code POST /v1/completions}. */
    COMPLETIONS(Provider.OPENAI, "text_completion"),
    /** OpenAI's {@code POST /v1/responses}. */
    RESPONSES(Provider.OPENAI, "chat"),
    /** OpenAI's {@code POST /v1/embeddings}. */
    EMBEDDINGS(Provider.OPENAI, "embeddings"),
    /** Anthropic's {@code POST /v1/messages}. */
    MESSAGES(Provider.ANTHROPIC, "chat"),
    /** Anthropic's {@code POST /v1/messages/count_tokens}, which takes no tokens. */
    COUNT_TOKENS(Provider.ANTHROPIC, "count_tokens"),
    /** Any JSON object with a {@code model}. */
    GENERIC(Provider.GENERIC, "generate_content");

    private final Provider provider;
    private final String operation;

    Api(Provider provider, String operation) {
        this.provider = provider;
        this.operation = operation;
    }

    public Provider provider() {
        return provider;
    }

    /** The name of the operation in OpenTelemetry's conventions ({@code gen_ai.operation.name}). */
    public String operation() {
        return operation;
    }
}
