package io.zentinelproxy.core.proxy;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Tells the log of mirrors that were answered otherwise: one of them every {@link #PAUSE}, with how many there were. Any thread. */
final class Differences {
    private static final System.Logger LOG = System.getLogger(Differences.class.getName());
    private static final long PAUSE = Duration.ofSeconds(10).toNanos();

    private final String route;
    private final String upstream;
    private final LongSupplier nanos;
    private long since;
    private long untold;
    private boolean told;

    Differences(String route, String upstream, LongSupplier nanos) {
        this.route = route;
        this.upstream = upstream;
        this.nanos = nanos;
    }

    void note(int main, int shadow) {
        long count;
        synchronized (this) {
            untold++;
            long now = nanos.getAsLong();
            if (told && now - since < PAUSE) {
                return;
            }
            told = true;
            since = now;
            count = untold;
            untold = 0;
        }
        LOG.log(
                System.Logger.Level.INFO,
                () -> "route " + route + ": shadow upstream " + upstream + " has answered " + shadow
                        + " where the client got " + main + "; " + count + " such since the last of these lines");
    }
}
