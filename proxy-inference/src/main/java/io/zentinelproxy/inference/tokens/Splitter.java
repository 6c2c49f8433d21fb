package io.zentinelproxy.inference.tokens;

/**
 * Splits text into pieces, as the regular expressions of tiktoken's {@code openai_public.py} do before pairs are merged; written out, because
 * no piece then costs more than its own length. The text is UTF-8 without faults.
 */
sealed interface Splitter permits Cl100kSplitter, O200kSplitter {
    /** Where the piece ends that begins here; above {@code from}, not above {@code end}, {@code from} being below it. */
    int next(byte[] text, int from, int end);
}
