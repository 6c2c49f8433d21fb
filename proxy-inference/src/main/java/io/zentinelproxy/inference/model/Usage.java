package io.zentinelproxy.inference.model;

/**
 * Tokens of one answer, in one form for all providers.
 *
 * @param input all that the model has read, {@code cached} and {@code cacheWrite} included (as OpenAI counts; Anthropic tells them apart)
 * @param cached of the input, what was read from the provider's cache
 * @param cacheWrite of the input, what was written to it
 * @param output all that it has written, {@code reasoning} included
 * @param reasoning of the output, what nobody sees
 */
public record Usage(long input, long cached, long cacheWrite, long output, long reasoning) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

    public long total() {
        return input + output;
    }
}
