package io.zentinelproxy.core.http2;

/** How much of something is free of charge, beyond which it is odd: more with everything that makes it likely. Any thread. */
final class Allowance {
    private final long most;
    private long left;

    /**
     * @param first in hand to begin with
     * @param most that can be in hand
     */
    Allowance(long first, long most) {
        left = first;
        this.most = most;
    }

    synchronized void add(long more) {
        left = Math.min(most, left + more);
    }

    /** Takes so much; returns whether there was as much. */
    synchronized boolean take(long much) {
        boolean enough = much <= left;
        if (enough) {
            left -= much;
        }
        return enough;
    }
}
