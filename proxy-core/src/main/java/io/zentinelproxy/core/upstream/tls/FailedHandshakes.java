package io.zentinelproxy.core.upstream.tls;

import java.time.Duration;
import java.util.Arrays;

/**
 * Tells why handshakes with the origins of one upstream failed: the first of each kind, and afterwards one a minute with the number of
 * those since. An origin with a bad certificate fails as often as clients ask. Any thread.
 */
final class FailedHandshakes {
    private static final System.Logger LOG = System.getLogger(FailedHandshakes.class.getName());
    private static final long QUIET = Duration.ofMinutes(1).toNanos();

    /** An origin may put what it likes into a certificate. */
    private static final int MOST_CHARS = 300;

    private final String upstream;

    /** By result: when the last line was written, and how many failed since. Guarded by this, as is the next. */
    private final long[] toldAt = new long[OriginHandshake.values().length];

    /** By result: how many failed since that line; -1 where there was none yet. */
    private final long[] untold = new long[OriginHandshake.values().length];

    FailedHandshakes(String upstream) {
        this.upstream = upstream;
        Arrays.fill(untold, -1);
    }

    void tell(OriginHandshake result, String endpoint, String why, long now) {
        long since = due(result, now);
        if (since >= 0) {
            String more = since == 0 ? "" : "; " + since + " more failed alike since the last line";
            LOG.log(
                    System.Logger.Level.WARNING,
                    "upstream " + upstream + ": TLS handshake with " + endpoint + " failed, " + result.word() + ": "
                            + printable(why) + more);
        }
    }

    /** How many were not told, or -1 where this one is not told either. */
    private synchronized long due(OriginHandshake result, long now) {
        int kind = result.ordinal();
        long since = untold[kind];
        if (since >= 0 && now - toldAt[kind] < QUIET) {
            untold[kind]++;
            return -1;
        }
        toldAt[kind] = now;
        untold[kind] = 0;
        return Math.max(0, since);
    }

    /** Visible ASCII on one line. */
    static String printable(String text) {
        StringBuilder visible = new StringBuilder(Math.min(text.length(), MOST_CHARS));
        for (int i = 0; i < text.length() && i < MOST_CHARS; i++) {
            char c = text.charAt(i);
            visible.append(c >= ' ' && c < 0x7f ? c : '?');
        }
        return visible.toString();
    }
}
