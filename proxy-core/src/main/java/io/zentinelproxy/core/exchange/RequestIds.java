package io.zentinelproxy.core.exchange;

import io.zentinelproxy.core.config.SystemSettings.RequestIdFormat;

/**
 * Makes the ids by which a request is found again in logs, error pages and origins. They are unique, not secret: who sees some may
 * guess others. Any thread; allocates nothing.
 */
public interface RequestIds {
    /** Octets of the longest id. */
    int CAPACITY = RandomUuids.LENGTH;

    /**
     * Writes a new id at the start of the array, as visible US-ASCII.
     *
     * @return its length in octets, at most {@link #CAPACITY}
     */
    int write(byte[] into);

    static RequestIds of(RequestIdFormat format) {
        return switch (format) {
            case TINYFLAKE -> new TinyFlakes();
            case UUID -> new RandomUuids();
        };
    }

    /** Spreads 64 bits one to one over 64 bits: the finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
    static long mixed(long bits) {
        long first = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        long second = (first ^ (first >>> 27)) * 0x94d049bb133111ebL;
        return second ^ (second >>> 31);
    }
}
