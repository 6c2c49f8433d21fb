package io.zentinelproxy.core.exchange;

/**
 * A client that may leave its answer where it is, and with it the origin's connection. Asked and ended on any thread, while the exchange
 * holds that connection; neither blocks.
 */
public interface StalledClient {
    /** Of {@link #stalledSince}: the client is not waited for. */
    long NOT_STALLED = Long.MAX_VALUE;

    /** Since when the client has taken not one octet of what waits for it, on the sweep's clock, or {@link #NOT_STALLED}. */
    long stalledSince();

    /** Ends the answer, because another request waits for what its exchange holds: the thread that sends wakes with a fault. */
    void endStalled();
}
