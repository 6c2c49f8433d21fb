package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.upstream.Lease;

/**
 * The time until the head of an answer, where the content of the request is sent by a thread of its own: it runs once that has sent
 * all, and counts no more once the head is there. Any thread.
 */
final class HeadClock {
    private final Lease lease;
    private final long until;
    private final long afterwards;
    private boolean stopped;

    /**
     * @param until when the head must be there, on the sweep's clock
     * @param afterwards when the answer must have ended
     */
    HeadClock(Lease lease, long until, long afterwards) {
        this.lease = lease;
        this.until = until;
        this.afterwards = afterwards;
    }

    /** The request has been sent. */
    synchronized void start() {
        if (!stopped) {
            lease.deadline(until);
        }
    }

    /** The head is there. */
    synchronized void stop() {
        stopped = true;
        lease.deadline(afterwards);
    }
}
