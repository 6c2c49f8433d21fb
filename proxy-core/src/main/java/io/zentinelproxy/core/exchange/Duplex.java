package io.zentinelproxy.core.exchange;

import io.zentinelproxy.core.bytes.OctetSink;
import io.zentinelproxy.core.bytes.OctetSource;

/**
 * Octets both ways: what is left of a connection once HTTP has ended on it. One thread reads and one writes at a time; the rest any
 * thread may call. Reads wait for as long as it takes, writes as long as the connection allows.
 */
public interface Duplex extends OctetSource, OctetSink {
    /** Whether a write was given up because the peer did not take it in time. */
    boolean isLate();

    /** Tells the peer that nothing more will be sent; it may go on sending. */
    void endOutput();

    /** Ends it so that the peer sees a reset. */
    void reset();

    /** Ends it in order. A thread that waits wakes with an exception. Idempotent. */
    void close();
}
