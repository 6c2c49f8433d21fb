package io.zentinelproxy.core.exchange;

import org.jspecify.annotations.Nullable;

/** The tokens that a request is expected to take of a model, and where they are counted until it is over. Belongs to its exchange. */
public final class ExpectedTokens {
    private long number;
    private @Nullable TokenQueue queue;
    private long queuedAt;

    ExpectedTokens() {}

    /** Starts anew, with the next request. */
    void clear() {
        number = 0;
        queue = null;
    }

    /** How many it will take, or 0 where that is not known. */
    public long number() {
        return number;
    }

    /** Says what it will take, before an endpoint is chosen. */
    public void expect(long tokens) {
        number = tokens;
    }

    /** They wait here from now on, and nowhere else. */
    public void queue(TokenQueue at) {
        leave(false);
        queue = at;
        queuedAt = System.nanoTime();
        at.add(number);
    }

    /**
     * They wait no more; nothing happens where they did not.
     *
     * @param served whether the request got what it came for
     */
    void leave(boolean served) {
        TokenQueue left = queue;
        if (left != null) {
            queue = null;
            left.remove(number, System.nanoTime() - queuedAt, served);
        }
    }
}
