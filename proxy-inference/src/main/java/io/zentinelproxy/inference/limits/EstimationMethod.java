package io.zentinelproxy.inference.limits;

/** How tokens are told before the provider has told them. */
public enum EstimationMethod {
    /** A token for four characters. */
    CHARS,
    /** Four tokens for three words, rounded up. */
    WORDS,
    /** By the model's vocabulary where it is known, else by what was learned of the model. */
    TIKTOKEN
}
