package io.zentinelproxy.core.exchange;

/** Where the tokens are counted that requests are expected to take of an endpoint. Any thread. */
public interface TokenQueue {
    /** A request that takes so many joins. */
    void add(long tokens);

    /**
     * A request is over, or goes elsewhere.
     *
     * @param nanos that it was here
     * @param served whether it got what it came for
     */
    void remove(long tokens, long nanos, boolean served);
}
