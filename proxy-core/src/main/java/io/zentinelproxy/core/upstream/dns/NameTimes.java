package io.zentinelproxy.core.upstream.dns;

import io.zentinelproxy.core.config.DnsSettings;
import java.time.Duration;

/**
 * How long answers are believed, within the limits of the configuration; all in nanoseconds.
 *
 * @param min of any answer
 * @param max of any answer
 * @param stale for how much longer the last one serves while no server answers
 */
record NameTimes(long min, long max, long stale) {
    /** A zone may say hours; whoever adds the missing name should not have to wait that long. */
    private static final long MAX_NEGATIVE = Duration.ofMinutes(5).toNanos();

    static NameTimes of(DnsSettings settings) {
        return new NameTimes(
                settings.minTtl().toNanos(),
                settings.maxTtl().toNanos(),
                settings.maxStale().toNanos());
    }

    long positive(Duration ttl) {
        return Math.clamp(nanos(ttl), min, max);
    }

    /** Of an answer that there is nothing. */
    long negative(Duration ttl) {
        return Math.clamp(nanos(ttl), min, Math.max(min, Math.min(max, MAX_NEGATIVE)));
    }

    private static long nanos(Duration ttl) {
        return Math.min(ttl.toSeconds(), Duration.ofDays(365).toSeconds()) * 1_000_000_000L;
    }
}
