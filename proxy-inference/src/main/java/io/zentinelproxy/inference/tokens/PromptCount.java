package io.zentinelproxy.inference.tokens;

/**
 * How many tokens a model will read, as far as that can be told before it has.
 *
 * @param model as the request names it
 * @param kind what {@link Calibrations} learns apart from the rest
 * @param counted our own plain count, without any ratio: what {@link Calibrations#learn(PromptCount, long)} sets against the provider's
 * @param tokens the best estimate; {@code counted} itself where {@code exact}
 * @param exact whether the model's own vocabulary has counted texts alone, all of them
 * @param upperBound what a reservation takes: 95 of 100 such prompts are not longer, once the model's ratio has been learned; what
 *     {@link io.zentinelproxy.inference.model.PromptPart.Opaque} parts hold is not in it
 */
public record PromptCount(String model, Kind kind, long counted, long tokens, boolean exact, long upperBound) {

    /** Whose ratios are learned apart. */
    public enum Kind {
        /** A prompt of texts alone. */
        TEXT,
        /** A prompt with tools, pictures or what cannot be counted, whose count is an estimate with any vocabulary. */
        MIXED,
        /** What a model has written. */
        ANSWER
    }
}
