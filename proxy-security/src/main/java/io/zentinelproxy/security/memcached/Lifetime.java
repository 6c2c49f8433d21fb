package io.zentinelproxy.security.memcached;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How long what is counted is kept. */
final class Lifetime {
    /** Beyond what a count is good for: memcached's clock ticks once a second, and ours may be that much apart. */
    private static final long MORE = 3;

    /** memcached takes a longer time for a date. */
    static final long LONGEST = Duration.ofDays(30).toSeconds();

    private final long least;

    /** @param least that everything is kept */
    Lifetime(Duration least) {
        this.least = Math.max(1, least.toSeconds());
    }

    /** Seconds for what is good for so many nanoseconds from now. */
    long seconds(double nanos) {
        double needed = Math.ceil(nanos / TimeUnit.SECONDS.toNanos(1)) + MORE;
        return (long) Math.clamp(needed, least, LONGEST);
    }
}
