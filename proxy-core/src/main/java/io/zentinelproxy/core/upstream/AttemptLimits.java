package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.net.Pace;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long the exchanges of one route may take with an upstream, in nanoseconds.
 *
 * @param total from the first attempt to the end of the answer; 0 for no limit
 * @param connect until a connection stands
 * @param read how long the origin may keep us waiting for octets
 * @param headPace how slow it may be with a head: as a whole within the time of one wait, or it could drip for days
 * @param contentPace how slow it may be with the content of its answer
 */
public record AttemptLimits(long total, long connect, long read, Pace headPace, Pace contentPace) {

    /** The upstream's own limits for a request of ours that is over within this time, whatever happens. */
    public static AttemptLimits within(UpstreamSettings.Timeouts own, Duration most) {
        return of(own, most, shorter(own.connect(), most), shorter(own.read(), most));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** The upstream's own limits, but for those that a route sets. */
    public static AttemptLimits of(
            UpstreamSettings.Timeouts own,
            @Nullable Duration total,
            @Nullable Duration connect,
            @Nullable Duration read) {
        Duration most = total == null ? own.request() : total;
        Duration oneRead = read == null ? own.read() : read;
        return new AttemptLimits(
                most == null ? 0 : most.toNanos(),
                (connect == null ? own.connect() : connect).toNanos(),
                oneRead.toNanos(),
                Pace.within(oneRead.toNanos()),
                Pace.atLeast(own.minResponseRate(), oneRead, oneRead));
    }

    /** The same, but that no connection is waited for longer than this. */
    public AttemptLimits within(long nanos) {
        return connect <= nanos ? this : new AttemptLimits(total, Math.max(1, nanos), read, headPace, contentPace);
    }
}
