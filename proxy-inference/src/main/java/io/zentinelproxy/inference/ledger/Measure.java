package io.zentinelproxy.inference.ledger;

/** What a limit counts. */
public enum Measure {
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    TOKENS,
    REQUESTS,
    /** Micro-units of the currency: a millionth of a dollar, say. */
    MONEY
}
