package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.http2.ErrorCode;
import java.time.Duration;

/**
 * Tells why connections of HTTP/2 to one endpoint ended with an error: the first, and afterwards one a minute with the number of those
 * since. An origin that does not keep to its protocol fails as often as clients ask. Any thread.
 */
final class FailedConnections {
    private static final System.Logger LOG = System.getLogger(Upstream.class.getName());
    private static final long QUIET = Duration.ofMinutes(1).toNanos();

    private final String upstream;
    private final String endpoint;

    /** When the last line was written. Guarded by this, as is the next. */
    private long toldAt;

    /** How many failed since that line; -1 where there was none yet. */
    private long untold = -1;

    FailedConnections(String upstream, String endpoint) {
        this.upstream = upstream;
        this.endpoint = endpoint;
    }

    /** @param reason lower case, words joined by underscores, of a fixed set */
    void tell(ErrorCode code, String reason, long now) {
        long since = due(now);
        if (since >= 0) {
            String more = since == 0 ? "" : "; " + since + " more ended with an error since the last line";
            LOG.log(
                    System.Logger.Level.WARNING,
                    "upstream " + upstream + ": HTTP/2 connection to " + endpoint + " ended with " + code.word() + ", "
                            + reason + more);
        }
    }

    /** How many were not told, or -1 where this one is not told either. */
    private synchronized long due(long now) {
        long since = untold;
        if (since >= 0 && now - toldAt < QUIET) {
            untold++;
            return -1;
        }
        toldAt = now;
        untold = 0;
        return Math.max(0, since);
    }
}
