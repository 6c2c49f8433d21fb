package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.security.quota.StoreSettings;
import io.zentinelproxy.security.quota.StoreState;
import java.time.Duration;

/**
 * What a limiter of the configuration in force is and has done, for people.
 *
 * @param unit {@code requests}, {@code request_octets} or {@code response_octets}
 * @param backend the kind of its store
 * @param permits that come back in a period
 * @param enforced whether it refuses, or only counts
 * @param keys known in this process; of a store elsewhere those that were counted here while that could not be asked
 * @param forgotten of them, although they had used something
 * @param allowed requests that went on at once
 * @param delayed requests that waited and went on
 * @param limited requests that were refused
 * @param dryRun requests that would have been refused
 * @param waiting requests that wait now
 * @param store how its store is
 * @param fallback what is done while that is not up
 */
public record LimiterState(
        String id,
        String unit,
        String backend,
        long permits,
        Duration period,
        long burst,
        boolean enforced,
        long keys,
        long forgotten,
        long allowed,
        long delayed,
        long limited,
        long dryRun,
        int waiting,
        StoreState store,
        StoreSettings.Fallback fallback) {}
