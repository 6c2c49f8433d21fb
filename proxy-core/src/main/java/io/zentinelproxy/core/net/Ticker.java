package io.zentinelproxy.core.net;

/** A monotonic clock, replaceable so that a test need not wait. */
public interface Ticker {
    /** Nanoseconds since an arbitrary moment. */
    long nanos();
}
