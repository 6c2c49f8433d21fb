package io.zentinelproxy.inference.answer;

/** Counts what a model writes, piece by piece. Belongs to the thread of the exchange. */
public interface DeltaCounter {
    /** The next piece; it may end anywhere, but never inside a character. */
    void text(String delta);

    /** Tokens of all pieces so far. */
    long tokens();
}
