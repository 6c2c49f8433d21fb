package io.zentinelproxy.core.upstream.dns;

import java.net.SocketTimeoutException;
import java.time.Duration;

/** What is left of a time, as sockets want it. */
final class Remaining {
    private Remaining() {}

    /**
     * Milliseconds, at least 1, until a time of {@link System#nanoTime}.
     *
     * @throws SocketTimeoutException where that is over
     */
    static int millis(long until) throws SocketTimeoutException {
        long left = until - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) Math.max(1, Duration.ofNanos(left).toMillis());
    }
}
