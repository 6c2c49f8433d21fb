package io.zentinelproxy.core.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an upstream finds out which of its targets are well, and what it does about the others.
 *
 * @param check how targets are asked, or null where they are not
 * @param breaker that of each target, or null where there is none
 * @param outliers who stands out by real requests, or null where nobody looks
 * @param slowStart how long a target that comes back takes to get its full share; zero for at once
 * @param panicPercent where fewer than this share of the targets are available, requests go to the others as well; 0 for never
 */
public record HealthSettings(
        @Nullable HealthCheckSettings check,
        @Nullable BreakerSettings breaker,
        @Nullable OutlierSettings outliers,
        Duration slowStart,
        int panicPercent) {

    /** Of a target that is alone and of which nothing is said: it gets all requests, whatever becomes of them. */
    public static final HealthSettings NONE = new HealthSettings(null, null, null, Duration.ZERO, 0);
}
